// How the cells of a line are parted, found in the first lines of a file.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mote::data {

struct Dialect {
    char separator = ',';        ///< ' ': runs of spaces and tabs
    char comment = 0;            ///< lines that start with it are skipped; 0: none are
    char terminator = 0;         ///< at the end of lines besides the line end (";"); 0: none
    std::string prefix, suffix;  ///< around every line: b'...\n' of Python's bytes, [...] of lists, quotes
    bool quotes = true;          ///< a quote at the start of a cell opens it
    bool commas_too = false;     ///< besides ' ': runs of spaces, tabs and commas, without quotes

    /// What a run of separators is made of, where runs are one separator.
    std::string_view run() const { return commas_too ? " \t," : " \t"; }
};

/// The parts of a line, trimmed; for a look at lines, not for the reading of files.
std::vector<std::string_view> split_line(std::string_view line, const Dialect& dialect);

/// What fits the lines best. A separator fits when most lines have the same number of cells, at least two, and
/// the cells are numbers, times or words. `fit` gets the share of lines and cells that do.
Dialect find_dialect(std::span<const std::string_view> lines, double& fit);

/// "," "tab", "semicolon", "space", ... -> separator; 0: no such separator.
char separator_from_name(std::string_view name);
const char* separator_name(char separator);

/// Whole lines of a text, without their ends; at most `most`.
std::vector<std::string_view> lines_of(std::string_view text, size_t most);

}  // namespace mote::data
