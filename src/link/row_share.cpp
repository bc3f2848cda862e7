#include "link/row_share.hpp"

#include <algorithm>

namespace mote::link {
namespace {

bool has(const std::vector<size_t>& boards, size_t board) {
    return std::ranges::find(boards, board) != boards.end();
}

}  // namespace

size_t RowShare::give(Entry entry, size_t board, Clock::time_point now) {
    if (!entry->second.boards.empty()) ++taken_over_;
    entry->second.boards.push_back(board);
    entry->second.given = now;
    returned_.erase(entry->first);
    return entry->first;
}

std::optional<size_t> RowShare::take(size_t board, Clock::time_point now) {
    const auto oldest = open_.begin();
    if (oldest != open_.end() && now - oldest->second.given >= take_over_after_ &&
        !has(oldest->second.boards, board))
        return give(oldest, board, now);
    if (!returned_.empty()) return give(open_.find(*returned_.begin()), board, now);
    if (next_ < rows_) return give(open_.try_emplace(next_++).first, board, now);
    const auto other = fewest_boards(board);
    if (other == open_.end()) return {};
    return give(other, board, now);
}

RowShare::Entry RowShare::fewest_boards(size_t board) {
    auto found = open_.end();
    for (auto entry = open_.begin(); entry != open_.end(); ++entry) {
        if (has(entry->second.boards, board)) continue;
        if (found == open_.end() || entry->second.boards.size() < found->second.boards.size()) found = entry;
        if (found->second.boards.size() <= 1) break;
    }
    return found;
}

bool RowShare::answer(size_t row) {
    if (open_.erase(row) == 0) return false;
    returned_.erase(row);
    ++answered_;
    return true;
}

void RowShare::lose(size_t board) {
    for (auto& [row, open] : open_) {
        if (std::erase(open.boards, board) > 0 && open.boards.empty()) returned_.insert(row);
    }
}

}  // namespace mote::link
