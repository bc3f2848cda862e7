// How a file is laid out, found in its first lines.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"
#include "data/reading/dialect.hpp"
#include "data/reading/line_pattern.hpp"
#include "data/reading/number_style.hpp"

namespace mote::data {

enum class ColumnKind : uint8_t { number, text, time, empty };

struct Layout {
    Dialect dialect;
    LinePattern pattern;  ///< found(): the file is a log of such lines, not a table of cells
    NumberStyle style;
    size_t preamble = 0;      ///< records before the titles
    bool header = true;       ///< the record behind the preamble holds the titles
    bool units_line = false;  ///< the record behind the titles holds units
    bool row_names = false;   ///< the titles lack one for the first column
    bool short_rows = false;  ///< rows usually lack the last cell, as a comment that is rarely made
    std::vector<std::string> titles = {};  ///< known without a header line: of a pattern, or "# a, b, c"
    size_t columns = 0;                    ///< cells of a row, without empty ones behind the last separator
    std::vector<ColumnKind> kinds;         ///< of each column
    std::vector<std::string> units;        ///< glued to the numbers of each column; usually empty
    std::vector<std::string> notices;
};

/// Looks at the first bytes of a file, whole lines as far as possible. Error (input): lines of several kinds
/// that make up neither a table nor records; the remedy names --lines.
Result<Layout> find_layout(std::string_view head, const CsvOptions& options, const std::string& path);

using TextRow = std::vector<std::string>;

/// Whether the first of these rows holds titles. Numbers that count up in even steps may be titles
/// (0, 1, 2, ... or wavelengths); a title stands above cells of another kind, a sample above its like.
bool first_row_is_header(std::span<const TextRow> rows, const CsvOptions& options);

/// A title, and no number, is that of a column which the user or a model names.
bool holds_named_column(const TextRow& titles, const CsvOptions& options);

/// Kinds and units of the columns, by the rows below the titles.
void find_kinds(std::span<const TextRow> rows, Layout& layout);

}  // namespace mote::data
