// What a board's lines look like, learnt from the first of them: "1.2,3.4", "ax:1 ay:2", ">ax:1" line by line.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/reading/line_pattern.hpp"

namespace mote::live {

/// A line and when it came.
struct Line {
    std::string text;
    double seconds = 0;  ///< on the clock of this computer
};

/// The line with what only lays it out taken away, so that lines of one kind are alike whatever their numbers:
/// runs of spaces are one, none is beside , ; | : = and Teleplot's ">name:time:value§unit|flags" is "name:value".
std::string plain_line(std::string_view line);

/// How rows are told in lines. A row is one line, or one line of each of several kinds (Teleplot).
class RowPattern {
  public:
    /// Nothing when no line holds a number. Of several kinds of lines those that make a record together, else the
    /// most frequent one. A record begins behind the longest pause. Names are those in the lines, or a line of as
    /// many words right above numbers; else c1, c2, ...
    static std::optional<RowPattern> learn(std::span<const Line> lines);

    const std::vector<std::string>& names() const { return pattern_.titles; }
    bool named() const { return named_; }  ///< by the board

    enum class Taken {
        row,   ///< the line completes one: cells()
        part,  ///< of a row that more lines complete
        other  ///< not of this pattern
    };
    Taken take(const Line& line);
    /// Of the last row: texts of numbers, empty where the board printed nan or inf.
    std::span<const std::string> cells() const { return cells_; }
    /// When the first line of the last row came.
    double seconds() const { return seconds_; }
    size_t incomplete() const { return incomplete_; }  ///< rows of several lines of which one never came

  private:
    explicit RowPattern(data::LinePattern pattern);
    void rotate(size_t first);

    data::LinePattern pattern_;
    bool named_ = true;
    std::unordered_map<std::string, size_t> kind_of_;  ///< by skeleton
    std::vector<size_t> first_cell_;                   ///< of each kind
    std::vector<bool> seen_;
    std::vector<std::string> cells_;
    double seconds_ = 0;
    bool open_ = false;
    size_t incomplete_ = 0;
};

}  // namespace mote::live
