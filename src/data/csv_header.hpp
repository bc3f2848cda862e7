// Titles of the columns, and which column plays which part.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/layout.hpp"
#include "data/reading/row_source.hpp"

namespace mote::data {

enum class ColumnRole : uint8_t { sample, target, skipped };

/// A column that may be the clock.
struct ClockColumn {
    size_t column = 0;
    bool text = false;  ///< holds time stamps, not numbers
};

struct CsvHeader {
    std::vector<std::string> titles;
    std::vector<ColumnRole> roles;         ///< one for each title
    std::optional<size_t> target;          ///< position of the target column
    std::optional<size_t> session, group;  ///< positions of these columns
    std::vector<ClockColumn> clocks;       ///< only with CsvOptions::origin
    bool in_file = true;                   ///< the titles are a line of the file; else c1, c2, ...
    std::vector<LeftOut> left_out;         ///< columns that are not learnt from, and why
    std::vector<std::string> notices;
};

/// Takes the titles from the file, where it has any. Errors (input): empty file, another delimiter, titles
/// that are not text; (usage): a named column is not there.
Result<CsvHeader> read_header(RowSource& rows, const Layout& layout, const CsvOptions& options);

/// Titles that are empty or stand twice, each as an error with its place.
std::vector<Error> title_problems(const CsvHeader& header, const std::string& file);

}  // namespace mote::data
