// Log lines that repeat a pattern: "temperature: 23.8 C  pH:3.07", "ax:1 ay:2", "accel 8.19 -0.11 7.01 m/s/s".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mote::data {

/// A line taken apart: its numbers, and the text around them. Time stamps, and numbers that belong to a name
/// ("T3:", "Distance 1 ="), are part of neither: a time becomes the same sign whatever it is.
struct LineParts {
    std::string skeleton;                   ///< the text, with a sign for each number and each time
    std::vector<std::string_view> numbers;  ///< nan and inf among them; and words, where they are values
    size_t times = 0;
};

/// What counts as a value: numbers alone, or words behind a name too ("state=idle", "mode: auto").
enum class LineValues : uint8_t { numbers, words };

LineParts take_apart(std::string_view line, LineValues values = LineValues::numbers);

/// A kind of line: all lines with the same skeleton.
struct LineKind {
    std::string skeleton;
    size_t numbers = 0;
    size_t first_line = 0;  ///< from 1
    size_t lines = 0;
    std::string example;
    std::vector<std::string> names;  ///< a name for each number, from the text before it; may be empty
};

/// The kinds of line that a record consists of, in order, and the titles of its numbers.
struct LinePattern {
    std::vector<LineKind> kinds;      ///< one line of each makes a record
    std::vector<std::string> titles;  ///< distinct
    double coverage = 0;              ///< share of the lines with numbers that belong to records
    LineValues values = LineValues::numbers;

    bool found() const { return !kinds.empty(); }
};

/// Finds the pattern in the first lines of a file. Kinds that come once a record, in nearly every one, belong to
/// it; if one kind makes up nearly all lines, it is the record.
LinePattern find_pattern(std::span<const std::string_view> lines, LineValues values = LineValues::numbers);

/// All kinds of lines with numbers, most frequent first: for messages.
std::vector<LineKind> kinds_of(std::span<const std::string_view> lines);

}  // namespace mote::data
