#include "link/row_window.hpp"

#include <algorithm>
#include <utility>

namespace mote::link {

void RowWindow::begin(size_t credit) {
    rows_.clear();
    unsent_.clear();
    credit_ = credit;
    sent_ = 0;
}

size_t RowWindow::allowed() const {
    return rows_.empty() ? sent_ : rows_.front().end + credit_;
}

bool RowWindow::has_room() const {
    return unsent_.empty() && (rows_.empty() || sent_ < allowed());
}

void RowWindow::add(uint16_t sequence, const Bytes& frame) {
    const size_t begin = sent_ + unsent_.size();
    rows_.push_back({sequence, begin, begin + frame.size()});
    unsent_.insert(unsent_.end(), frame.begin(), frame.end());
}

Bytes RowWindow::due() {
    const size_t count = std::min(unsent_.size(), allowed() - std::min(allowed(), sent_));
    const auto end = unsent_.begin() + static_cast<std::ptrdiff_t>(count);
    Bytes bytes(unsent_.begin(), end);
    unsent_.erase(unsent_.begin(), end);
    sent_ += count;
    return bytes;
}

bool RowWindow::holds(uint16_t sequence) const {
    return std::ranges::any_of(rows_, [&](const Row& row) { return row.sequence == sequence; });
}

// A row is added when the one before has gone: what is not sent belongs to the last.
Bytes RowWindow::give_up() {
    const bool begun = !rows_.empty() && sent_ > rows_.back().begin;
    Bytes rest = begun ? std::exchange(unsent_, {}) : Bytes{};
    begin(credit_);
    return rest;
}

}  // namespace mote::link
