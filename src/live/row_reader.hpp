// Rows of numbers out of the lines of a board, as they come.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "live/row_pattern.hpp"

namespace mote::live {

/// One reading of every axis.
struct Row {
    double seconds = 0;  ///< when it came
    std::span<const std::string>
        cells;  ///< numbers as the board printed them, empty: none; valid during the call
};

/// Lines that gave no row.
struct OtherLines {
    size_t count = 0;
    std::string first, last;  ///< shown(): shortened, without control bytes
};

class RowReader {
  public:
    struct Events {
        /// Once, before the first row. An error ends the reading.
        std::function<Status(const std::vector<std::string>& axes, bool named)> on_axes;
        std::function<Status(const Row& row)> on_row;
        std::function<void(const std::string& text)> on_other = {};
    };

    /// axes: names for the numbers of a row, in their order, or some of the names that the board prints; empty: as
    /// found. Error (usage) of take() and finish(): they do not fit the board.
    RowReader(std::vector<std::string> axes, Events events)
        : axes_(std::move(axes)), events_(std::move(events)) {}

    /// Lines must come in the order of their times. The first are kept until the pattern is known: four lines with
    /// numbers and a second, or 64 lines.
    Status take(Line line);
    /// No more lines will come: rows of what there is.
    Status finish();

    /// The same, when there is no pattern yet: the lines so far count as others.
    void give_up();

    bool learnt() const { return pattern_.has_value(); }
    const OtherLines& other() const { return other_; }
    size_t incomplete() const { return pattern_ ? pattern_->incomplete() : 0; }

  private:
    Status learn();
    Status choose_axes();
    Status hand_on(const Line& line);
    void pass_over(const std::string& text);

    std::vector<std::string> axes_;
    Events events_;
    std::vector<Line> first_;
    size_t numbered_ = 0;
    double numbered_since_ = 0;
    std::optional<RowPattern> pattern_;
    std::vector<size_t> chosen_;  ///< cell of the pattern for each axis
    std::vector<std::string> cells_;
    OtherLines other_;
};

}  // namespace mote::live
