#include "data/layout.hpp"

#include <algorithm>
#include <cmath>

#include "data/cell.hpp"
#include "data/csv_scan.hpp"
#include "data/target_column.hpp"

namespace mote::data {
namespace {

using Row = std::vector<std::string>;

constexpr size_t rows_looked_at = 30;

bool is_number(const std::string& cell) {
    const CellKind kind = parse_cell(cell).kind;
    return kind == CellKind::number || kind == CellKind::not_finite;
}

/// The numbers of a row, when each is the one before plus the same step.
struct Count {
    double first = 0, step = 0;
    size_t size = 0;  ///< 0: the numbers are not evenly spaced
};

Count count_of(const Row& row) {
    std::vector<double> numbers;
    for (const auto& cell : row) {
        double value = 0;
        if (parse_double(cell, value) == CellKind::number) numbers.push_back(value);
    }
    if (numbers.size() < 2) return {};
    const double step = numbers[1] - numbers[0];
    for (size_t i = 1; i < numbers.size(); ++i)
        if (std::abs(numbers[i] - numbers[i - 1] - step) > 1e-9 * std::abs(numbers[i])) return {};
    return {numbers[0], step, numbers.size()};
}

// 0, 1, 2, ... or 400, 402, 404, ... above rows that are not like this.
bool counts_columns(std::span<const Row> rows) {
    const Count count = count_of(rows[0]);
    const bool text_beside = count.size < rows[0].size();
    if (count.size < (text_beside ? 2u : 3u) || !(count.step > 0)) return false;
    if ((count.first == 0 || count.first == 1) && count.step == 1) return true;
    if (count.size < 3) return false;  // any two numbers are evenly spaced
    return rows.size() < 2 || count_of(rows[1]).size == 0;
}

size_t width_without_empty_end(const Row& row) {
    size_t width = row.size();
    while (width > 1 && row[width - 1].empty()) --width;
    return width;
}

// Records of the head; a record that is cut off or cannot be read ends them.
std::vector<Row> first_rows(std::string_view head, char comment) {
    CsvScanner scanner(memory_source(head), "");
    scanner.skip_comments(comment);
    std::vector<Row> rows;
    while (rows.size() < rows_looked_at) {
        const auto found = scanner.next();
        if (!found || !*found) break;
        rows.emplace_back(scanner.cells().begin(), scanner.cells().end());
    }
    return rows;
}

// Lines that start with # are comments when some lines do not.
char comment_sign(std::string_view head) {
    size_t marked = 0, lines = 0;
    for (size_t at = 0; at < head.size() && lines < 1000; ++lines) {
        marked += head[at] == '#';
        at = std::min(head.find('\n', at), head.size()) + 1;
    }
    return marked > 0 && marked * 2 < lines + 2 && marked < lines ? '#' : '\0';
}

// The titles may be the last comment before the rows, as numpy.savetxt writes them.
Row marked_titles(std::string_view head, const std::vector<Row>& rows) {
    if (rows.empty() || !head.starts_with('#') || width_without_empty_end(rows[0]) < 2) return {};
    if (!std::ranges::any_of(rows[0], is_number)) return {};
    size_t at = 0, last = 0;
    while (at < head.size() && head[at] == '#') last = at, at = head.find('\n', at) + 1;
    const auto found =
        first_rows(head.substr(std::min(head.find_first_not_of("# \t", last), head.size())), 0);
    const bool fits = !found.empty() && width_without_empty_end(found[0]) == width_without_empty_end(rows[0]);
    return fits && std::ranges::none_of(found[0], is_number) ? found[0] : Row{};
}

bool names_a_column(const Row& titles, const std::string& name) {
    return !is_number(name) && std::ranges::find(titles, name) != titles.end();
}

}  // namespace

bool first_row_is_header(std::span<const Row> rows, const CsvOptions& options) {
    if (options.header != HeaderChoice::automatic) return options.header == HeaderChoice::yes;
    if (rows.empty()) return true;
    const Row& first = rows[0];
    if (options.target && names_a_column(first, *options.target)) return true;
    for (const auto& name : options.only)
        if (names_a_column(first, name)) return true;
    const auto filled = std::ranges::count_if(first, [](const auto& cell) { return !cell.empty(); });
    const auto numbers = std::ranges::count_if(first, is_number);
    if (numbers == 0) return true;
    if (numbers + 1 >= filled && counts_columns(rows)) return true;
    for (size_t c = 0; c < first.size(); ++c) {
        const auto below = [&](const Row& row) { return c < row.size() && is_number(row[c]); };
        const auto under = std::ranges::count_if(rows.subspan(1), below);
        if (!names_missing(first[c]) && !is_number(first[c]) && under * 2 > std::ssize(rows) - 1 && under > 0)
            return true;
    }
    return false;
}

Layout find_layout(std::string_view head, const CsvOptions& options) {
    Layout layout;
    layout.comment = comment_sign(head);
    auto rows = first_rows(head, layout.comment);
    if (layout.comment != 0) layout.titles = marked_titles(head, rows);
    layout.header = layout.titles.empty() && first_row_is_header(rows, options);
    if (rows.empty()) return layout;
    for (const auto& row : rows) layout.columns = std::max(layout.columns, width_without_empty_end(row));
    layout.columns = std::max(layout.columns, layout.titles.size());
    return layout;
}

}  // namespace mote::data
