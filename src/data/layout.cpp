#include "data/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "data/cell.hpp"
#include "data/csv_scan.hpp"
#include "data/reading/number_style.hpp"
#include "data/reading/pattern_rows.hpp"
#include "data/reading/time_stamp.hpp"
#include "data/target_column.hpp"

namespace mote::data {
namespace {

constexpr size_t lines_looked_at = 1000;
constexpr size_t rows_looked_at = 200;
constexpr double fits_a_table = 0.75;
constexpr double fits_a_pattern = 0.8;

size_t width_of(const TextRow& row) {
    size_t width = row.size();
    while (width > 1 && row[width - 1].empty()) --width;
    return width;
}

// Records of the head; one that cannot be read ends them.
std::vector<TextRow> first_rows(std::string_view head, const Dialect& dialect) {
    LineReader lines(memory_source(head), "");
    CsvScanner scanner(lines, dialect);
    std::vector<TextRow> rows;
    while (rows.size() < rows_looked_at) {
        const auto found = scanner.next();
        if (!found || !*found) break;
        rows.emplace_back(scanner.cells().begin(), scanner.cells().end());
    }
    return rows;
}

size_t usual_width(const std::vector<TextRow>& rows) {
    std::map<size_t, size_t> counts;
    for (const auto& row : rows) ++counts[width_of(row)];
    const auto best = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
    return best == counts.end() ? 0 : best->first;
}

// The titles may be the last comment before the rows, as numpy.savetxt writes them.
TextRow marked_titles(std::string_view head, const std::vector<TextRow>& rows, const Dialect& dialect) {
    if (dialect.comment == 0 || rows.empty() || !head.starts_with(dialect.comment) || width_of(rows[0]) < 2)
        return {};
    if (!std::ranges::any_of(rows[0], is_number)) return {};
    size_t at = 0, last = 0;
    while (at < head.size() && head[at] == dialect.comment) {
        last = at;
        at = std::min(head.find('\n', at), head.size() - 1) + 1;
    }
    Dialect plain = dialect;
    plain.comment = 0;
    const size_t text = head.find_first_not_of(std::string{dialect.comment, ' ', '\t'}, last);
    const auto found = first_rows(head.substr(std::min(text, head.size())), plain);
    const bool fits = !found.empty() && width_of(found[0]) == width_of(rows[0]);
    return fits && std::ranges::none_of(found[0], is_number) ? found[0] : TextRow{};
}

/// The first line, parted by commas alone, above rows that several programs wrote, each with a separator of its own.
TextRow titles_by_commas(std::string_view head, const Dialect& dialect, size_t width) {
    if (!dialect.commas_too) return {};
    Dialect commas = dialect;
    commas.separator = ',';
    commas.commas_too = false;
    const auto found = first_rows(head.substr(0, head.find('\n')), commas);
    const bool fits = !found.empty() && width_of(found[0]) == width;
    return fits && std::ranges::none_of(found[0], is_number) ? found[0] : TextRow{};
}

bool all_text(const TextRow& row) {
    return std::ranges::none_of(row, [](const auto& cell) {
        return is_number(cell) || is_time_stamp(cell) || !unit_of(cell).empty();
    });
}

// "[m/s]", "(V)", "ms", "%": short, and no words of a sentence.
bool like_units(const TextRow& row) {
    return all_text(row) && std::ranges::all_of(row, [](const auto& cell) { return cell.size() <= 12; });
}

size_t numbers_in(const TextRow& row) {
    return static_cast<size_t>(std::ranges::count_if(
        row, [](const auto& cell) { return is_number(cell) || !unit_of(cell).empty(); }));
}

/// "Samples, 100, 100" of a preamble whose lines are as wide as the table's: its name comes once, and a line of a
/// single word follows soon.
bool is_setting(std::span<const TextRow> rows, size_t at, size_t width) {
    const auto& name = rows[at][0];
    const bool named = !is_number(name) && !is_time_stamp(name) && unit_of(name).empty();
    if (!named || all_text(rows[at]) || width < 3) return false;
    const auto below = rows.subspan(at + 1);
    if (std::ranges::any_of(below, [&](const TextRow& row) { return row[0] == name; })) return false;
    constexpr size_t lines_of_settings = 10;
    const auto next = below.first(std::min(lines_of_settings, below.size()));
    return std::ranges::any_of(next, [](const TextRow& row) { return width_of(row) == 1 && all_text(row); });
}

void find_preamble(std::vector<TextRow>& rows, const CsvOptions& options, Layout& layout) {
    size_t skipped = 0;
    if (options.reading.skip_lines) {
        skipped = std::min(*options.reading.skip_lines, rows.size());
    } else {
        const size_t width = usual_width(rows);
        // Titles may be one too many, or lack that of the row names, right above the numbers.
        const auto begins = [&](size_t i) {
            const size_t cells = width_of(rows[i]);
            const bool above = i + 1 < rows.size() && all_text(rows[i]) && !all_text(rows[i + 1]) &&
                               width_of(rows[i + 1]) == width && !is_setting(rows, i + 1, width);
            if (cells == width && all_text(rows[i]) && i + 1 < rows.size())
                return !is_setting(rows, i + 1, width);
            if (cells == width) return !is_setting(rows, i, width);
            return above && (cells == width + 1 || (width > 2 && cells == width - 1));
        };
        while (skipped < rows.size() && width > 1 && !begins(skipped)) ++skipped;
        // A column of numbers alone: the last text above it is its title.
        while (width == 1 && skipped + 2 < rows.size() && all_text(rows[skipped]) &&
               all_text(rows[skipped + 1]))
            ++skipped;
    }
    if (skipped == rows.size()) skipped = 0;
    layout.preamble = skipped;
    if (skipped > 0)
        layout.notices.push_back(fmt::format("lines    {} before the table left out: {}", skipped,
                                             shown(rows[0].empty() ? "" : rows[0][0])));
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(skipped));
}

// The first cells below the titles are words, or count 1, 2, 3.
bool names_rows(const std::vector<TextRow>& rows) {
    for (size_t i = 1; i < rows.size(); ++i)
        if (is_number(rows[i][0]) && rows[i][0] != fmt::format("{}", i)) return false;
    return true;
}

void find_titles(std::vector<TextRow>& rows, std::string_view head, const CsvOptions& options,
                 Layout& layout) {
    if (options.reading.header == HeaderChoice::automatic && layout.preamble == 0)
        layout.titles = marked_titles(head, rows, layout.dialect);
    if (options.reading.header == HeaderChoice::automatic && layout.preamble == 1 &&
        !options.reading.skip_lines)
        layout.titles = titles_by_commas(head, layout.dialect, usual_width(rows));
    layout.header = layout.titles.empty() && first_row_is_header(rows, options);
    for (const auto& row : rows) layout.columns = std::max(layout.columns, width_of(row));
    if (usual_width(rows) >= 2)
        layout.columns = std::max(usual_width(rows), rows.empty() ? 0 : width_of(rows[0]));
    layout.columns = std::max(layout.columns, layout.titles.size());
    if (!layout.header || rows.empty()) return;
    layout.row_names = rows.size() > 2 && width_of(rows[0]) + 1 == usual_width(rows) &&
                       rows[0].size() == width_of(rows[0]) && names_rows(rows);
    if (layout.row_names) layout.columns = width_of(rows[0]) + 1;
    layout.short_rows = width_of(rows[0]) == usual_width(rows) + 1;
    rows.erase(rows.begin());
    layout.units_line = rows.size() > 1 && like_units(rows[0]) && numbers_in(rows[1]) * 2 > rows[1].size() &&
                        rows[1].size() > 1;
    if (!layout.units_line) return;
    std::string units;
    for (const auto& cell : rows[0]) units += (units.empty() ? "" : ", ") + cell;
    layout.notices.push_back(fmt::format("line     of units below the titles: {}", shown(units)));
    rows.erase(rows.begin());
}

bool holds_several(const std::vector<TextRow>& rows, size_t column) {
    size_t several = 0, filled = 0;
    for (const auto& row : rows) {
        if (column >= row.size() || row[column].empty()) continue;
        ++filled;
        const auto& cell = row[column];
        const bool table_cell = is_number(cell) || is_time_stamp(cell) || !unit_of(cell).empty();
        several += !table_cell && !take_apart(cell).numbers.empty() &&
                   cell.find_first_of(" :=") != std::string::npos;
    }
    return several * 2 > filled;
}

// "accel 8.19 -0.11 7.01" on every line: a name, not a column of texts.
bool starts_with_a_name(const std::vector<TextRow>& rows) {
    if (rows.size() < 2 || rows[0].empty() || is_number(rows[0][0]) || is_time_stamp(rows[0][0]))
        return false;
    return std::ranges::all_of(rows, [&](const TextRow& row) { return row[0] == rows[0][0]; });
}

Error several_kinds(std::span<const std::string_view> lines, const std::string& path) {
    std::string list;
    size_t first = 0;
    const auto kinds = kinds_of(lines);
    for (size_t i = 0; i < std::min<size_t>(kinds.size(), 3); ++i) {
        list += fmt::format("{}{} like {}", i > 0 ? ", " : "", kinds[i].lines, shown(kinds[i].example));
        first = i == 1 ? kinds[i].first_line : first;
    }
    return {
        ErrorCode::input,
        fmt::format("the lines make up no table: {} kinds of lines hold numbers ({})", kinds.size(), list),
        fmt::format("{}: line {}, column 1", path, std::max<size_t>(first, 1)),
        "choose one kind with --lines TEXT, a text that only these lines hold, or name the separator with "
        "--separator"};
}

bool lines_are_single_numbers(std::span<const std::string_view> lines) {
    size_t numbers = 0, filled = 0;
    for (const auto line : lines) {
        if (line.empty() || line.starts_with('#')) continue;
        ++filled;
        numbers += is_number(std::string(line));
    }
    return filled >= 2 && numbers * 10 >= (filled - 1) * 9;
}

void tell_reading(const CsvOptions& options, Layout& layout) {
    if (layout.dialect.separator != ',' && layout.columns > 1)
        layout.notices.push_back(fmt::format("cells    parted by {}{}s",
                                             layout.dialect.commas_too ? "runs of commas and " : "",
                                             separator_name(layout.dialect.separator)));
    if (!layout.dialect.prefix.empty())
        layout.notices.push_back(fmt::format("lines    wrapped in {}...{}: taken off", layout.dialect.prefix,
                                             layout.dialect.suffix));
    if (layout.style.decimal == ',' && options.reading.decimal == 0)
        layout.notices.push_back("numbers  with a decimal comma");
    if (layout.style.thousands != 0 && !options.reading.thousands)
        layout.notices.push_back(
            fmt::format("numbers  with {} between thousands", shown({&layout.style.thousands, 1})));
}

/// Half of a column's cells or more are.
bool is_hexadecimal_column(std::span<const TextRow> rows, size_t column) {
    size_t filled = 0, hexadecimal = 0;
    for (const auto& row : rows) {
        if (column >= row.size() || row[column].empty()) continue;
        ++filled;
        hexadecimal += is_hexadecimal(row[column]);
    }
    return hexadecimal > 0 && hexadecimal * 2 >= filled;
}

void find_style(std::span<const TextRow> rows, const CsvOptions& options, Layout& layout) {
    std::vector<std::string_view> cells;
    for (const auto& row : rows)
        for (const auto& cell : row)
            cells.push_back(std::string_view(cell).substr(0, cell.size() - unit_of(cell).size()));
    layout.style = style_of(cells, layout.dialect.separator);
    for (size_t c = 0; c < layout.columns; ++c)
        layout.style.hexadecimal = layout.style.hexadecimal || is_hexadecimal_column(rows, c);
    if (options.reading.decimal != 0) layout.style.decimal = options.reading.decimal;
    if (options.reading.thousands) layout.style.thousands = *options.reading.thousands;
    if (layout.style.thousands == layout.style.decimal) layout.style.thousands = 0;
}

/// What the cells of a column are.
struct KindCount {
    size_t numbers = 0, times = 0, texts = 0;
    std::map<std::string, size_t> units;  ///< of numbers with one

    void add(const std::string& cell, NumberStyle style) {
        std::string buffer;
        const auto unit = unit_of(cell);
        std::string_view number = without_unit(cell, unit);
        const bool plain = make_plain(number, style, buffer);
        const CellKind kind = parse_cell(number).kind;
        if (plain &&
            (kind == CellKind::number || kind == CellKind::not_finite || kind == CellKind::too_large)) {
            unit.empty() ? ++numbers : ++units[std::string(unit)];
        } else {
            is_time_stamp(cell) ? ++times : ++texts;
        }
    }
};

}  // namespace

void find_kinds(std::span<const TextRow> rows, Layout& layout) {
    layout.kinds.assign(layout.columns, ColumnKind::number);
    layout.units.assign(layout.columns, "");
    for (size_t c = 0; c < layout.columns; ++c) {
        KindCount count;
        for (const auto& row : rows)
            if (c < row.size() && !names_missing(row[c])) count.add(row[c], layout.style);
        size_t filled = count.numbers + count.times + count.texts, usual = 0;
        for (const auto& [unit, cells] : count.units) {
            filled += cells;
            if (cells <= usual) continue;
            usual = cells;
            layout.units[c] = unit;
        }
        if (filled == 0 && rows.size() > 1)
            layout.kinds[c] = ColumnKind::empty;
        else if (count.times * 2 > filled)
            layout.kinds[c] = ColumnKind::time;
        else if ((count.numbers + usual) * 2 < filled)
            layout.kinds[c] = ColumnKind::text;
        if (usual <= count.numbers) layout.units[c].clear();
    }
}

namespace {

/// Of a log.
Layout layout_of(LinePattern pattern, std::string_view head) {
    Layout layout;
    layout.header = false;
    layout.titles = pattern.titles;
    layout.columns = layout.titles.size();
    LineReader lines(memory_source(head), "");
    PatternRows records(lines, pattern);
    std::vector<TextRow> rows;
    while (rows.size() < rows_looked_at) {
        const auto found = records.next();
        if (!found || !*found) break;
        rows.emplace_back(records.cells().begin(), records.cells().end());
    }
    layout.pattern = std::move(pattern);
    if (layout.pattern.values == LineValues::words) {
        find_kinds(rows, layout);
    } else {
        layout.kinds.assign(layout.columns, ColumnKind::number);
        layout.units.assign(layout.columns, "");
    }
    return layout;
}

}  // namespace

Result<Layout> find_layout(std::string_view head, const CsvOptions& options, const std::string& path) {
    Layout layout;
    std::string chosen;
    auto lines = lines_of(head, lines_looked_at);
    if (!options.reading.lines.empty()) {
        std::erase_if(lines, [&](std::string_view line) {
            return line.find(options.reading.lines) == std::string_view::npos;
        });
        for (const auto line : lines) (chosen += line) += '\n';
        head = chosen;
        lines = lines_of(head, lines_looked_at);
    }
    double fit = 1;
    layout.dialect = find_dialect(lines, fit);
    if (lines_are_single_numbers(lines)) layout.dialect.separator = ',', fit = 1;
    if (options.reading.separator != 0) {
        layout.dialect.separator = options.reading.separator;
        layout.dialect.commas_too = false;
    }
    auto rows = first_rows(head, layout.dialect);
    find_preamble(rows, options, layout);
    // a table, however many of its cells are empty
    const bool named = !rows.empty() && holds_named_column(rows[0], options);
    find_titles(rows, head, options, layout);
    bool poor = fit < fits_a_table;
    for (size_t c = 0; c < layout.columns; ++c) poor = poor || holds_several(rows, c);
    poor = poor || (layout.dialect.separator == ' ' && !layout.header && starts_with_a_name(rows));
    poor = poor && !(layout.header && named);
    if (poor && options.reading.separator == 0) {
        for (const auto values : {LineValues::numbers, LineValues::words}) {
            auto pattern = find_pattern(lines, values);
            if (pattern.found() && pattern.coverage >= fits_a_pattern)
                return layout_of(std::move(pattern), head);
        }
        if (fit < fits_a_table / 2 && kinds_of(lines).size() > 1) return several_kinds(lines, path);
    }
    find_style(rows, options, layout);
    find_kinds(rows, layout);
    tell_reading(options, layout);
    return layout;
}

}  // namespace mote::data
