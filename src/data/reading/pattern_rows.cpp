#include "data/reading/pattern_rows.hpp"

#include <algorithm>

namespace mote::data {
namespace {

void count(PatternRows::Skipped& skipped, size_t line) {
    if (skipped.count++ == 0) skipped.first_line = line;
}

}  // namespace

PatternRows::PatternRows(LineReader& lines, LinePattern pattern)
    : lines_(lines), pattern_(std::move(pattern)) {
    size_t cells = 0;
    for (size_t k = 0; k < pattern_.kinds.size(); ++k) {
        kind_of_.emplace(pattern_.kinds[k].skeleton, k);
        first_cell_.push_back(cells);
        cells += pattern_.kinds[k].numbers;
    }
    values_.resize(cells);
    cells_.resize(cells);
    seen_.resize(pattern_.kinds.size());
}

Result<bool> PatternRows::next() {
    for (;;) {
        std::string_view text;
        bool quoted = false;
        auto found = lines_.next(text, false, quoted);
        if (!found) return found;
        if (!*found) return open_ && emit();
        auto parts = take_apart(text, pattern_.values);
        const auto kind = kind_of_.find(parts.skeleton);
        if (kind == kind_of_.end()) {
            if (!parts.numbers.empty()) count(other_, lines_.line());
            continue;
        }
        const bool starts = kind->second == 0;
        bool ready = false;
        if (starts && open_) ready = emit();
        if (starts) begin(lines_.line());
        if (open_) put(kind->second, parts.numbers);
        if (ready) return true;
        if (pattern_.kinds.size() == 1) return emit();
    }
}

void PatternRows::begin(size_t line) {
    std::fill(seen_.begin(), seen_.end(), false);
    started_at_ = line;
    open_ = true;
}

void PatternRows::put(size_t kind, const std::vector<std::string_view>& numbers) {
    if (seen_[kind]) return;  // the first line of a kind counts
    seen_[kind] = true;
    for (size_t i = 0; i < numbers.size(); ++i) values_[first_cell_[kind] + i] = numbers[i];
}

// Hands the open record out, if it has a line of each kind.
bool PatternRows::emit() {
    open_ = false;
    if (std::ranges::find(seen_, false) != seen_.end()) {
        count(incomplete_, started_at_);
        return false;
    }
    record_ = values_;
    std::ranges::copy(record_, cells_.begin());
    line_ = started_at_;
    return true;
}

}  // namespace mote::data
