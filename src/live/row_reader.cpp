#include "live/row_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/cell.hpp"

namespace mote::live {
namespace {

constexpr size_t fewest_lines = 4;
constexpr size_t most_lines = 64;
constexpr double look_seconds = 1;

}  // namespace

Status RowReader::take(Line line) {
    if (pattern_) return hand_on(line);
    const double now = line.seconds;
    const bool numbers = !data::take_apart(plain_line(line.text)).numbers.empty();
    first_.push_back(std::move(line));
    if (numbers && numbered_++ == 0) numbered_since_ = now;
    const bool looked = numbered_ >= fewest_lines && now - numbered_since_ >= look_seconds;
    if (looked || numbered_ >= most_lines) return learn();
    if (first_.size() < 4 * most_lines) return Done{};
    pass_over(first_.front().text);  // a board that only talks must not eat the memory
    first_.erase(first_.begin());
    return Done{};
}

Status RowReader::finish() {
    return pattern_ ? Status(Done{}) : learn();
}

void RowReader::give_up() {
    for (const auto& line : first_) pass_over(line.text);
    first_.clear();
}

Status RowReader::learn() {
    pattern_ = RowPattern::learn(first_);
    if (!pattern_) {
        give_up();
        return Done{};
    }
    MOTE_CHECK(choose_axes());
    for (const auto& line : first_) MOTE_CHECK(hand_on(line));
    first_.clear();
    return Done{};
}

Status RowReader::choose_axes() {
    const auto& names = pattern_->names();
    const bool some = !axes_.empty() && std::ranges::all_of(axes_, [&](const std::string& axis) {
        return std::ranges::find(names, axis) != names.end();
    });
    if (!axes_.empty() && !some && axes_.size() != names.size())
        return Error{ErrorCode::usage,
                     fmt::format("the board prints {} numbers a row ({}), {} are named", names.size(),
                                 fmt::join(names, ", "), axes_.size()),
                     "--axes", "name every number in its order, or some of those names"};
    const bool named = !axes_.empty() || pattern_->named();
    if (axes_.empty()) axes_ = names;
    for (size_t i = 0; i < axes_.size(); ++i)
        chosen_.push_back(some ? static_cast<size_t>(std::ranges::find(names, axes_[i]) - names.begin()) : i);
    cells_.resize(axes_.size());
    return events_.on_axes(axes_, named);
}

Status RowReader::hand_on(const Line& line) {
    switch (pattern_->take(line)) {
        case RowPattern::Taken::other:
            pass_over(line.text);
            return Done{};
        case RowPattern::Taken::part:
            return Done{};
        case RowPattern::Taken::row:
            break;
    }
    for (size_t i = 0; i < chosen_.size(); ++i) cells_[i] = pattern_->cells()[chosen_[i]];
    return events_.on_row({pattern_->seconds(), cells_});
}

void RowReader::pass_over(const std::string& text) {
    other_.last = data::shown(text);
    if (other_.count++ == 0) other_.first = other_.last;
    if (events_.on_other) events_.on_other(other_.last);
}

}  // namespace mote::live
