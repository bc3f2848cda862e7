#include "data/csv_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "data/bookkeeping.hpp"
#include "data/cell.hpp"
#include "data/csv_scan.hpp"

namespace mote::data {
namespace {

Error empty_file(const std::string& file) {
    return {ErrorCode::input, "the file is empty", file,
            "name a CSV file with a header line and one sample a line"};
}

// A column that an option names, but the file does not have.
Error unknown_column(const std::string& wanted, const CsvHeader& header, const std::string& file) {
    Error error{ErrorCode::usage, fmt::format("there is no column {}", shown(wanted)), file, ""};
    if (!header.in_file) {
        error.message += "; the first line holds numbers, not column titles";
        error.remedy = fmt::format(
            "name a column by its position, 0 to {0} or -{1} to -1, or use --header if the first line does "
            "hold the titles",
            header.titles.size() - 1, header.titles.size());
        return error;
    }
    std::vector<std::string> close;
    for (const auto& name : closest_names(wanted, header.titles)) close.push_back(shown(name));
    error.remedy = close.size() == 1 ? fmt::format("did you mean {}?", close[0])
                                     : fmt::format("did you mean one of {}?", fmt::join(close, ", "));
    return error;
}

Status check_titles(const std::vector<std::string>& titles, const std::string& place) {
    for (const auto& title : titles)
        if (!printable(title) || title.size() > 1000)
            return Error{ErrorCode::input, fmt::format("the column title {} is not plain text", shown(title)),
                         place, "name a CSV file saved as UTF-8 text"};
    if (titles.size() > max_columns)
        return Error{ErrorCode::input, fmt::format("{} columns are too many", titles.size()), place,
                     fmt::format("at most {} are read", max_columns)};
    return Done{};
}

// "# Columns: time" and "; sensorId": what marks the line is no part of the first title.
std::string unmarked(std::string_view cell) {
    std::string whole(cell);
    for (char& c : whole)
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    std::string_view title = whole;
    const size_t text = title.find_first_not_of("#;% \t");
    if (text == 0 || text == std::string_view::npos) return std::string(title);
    title.remove_prefix(text);
    const size_t colon = title.find(": ");
    const bool word =
        colon != std::string_view::npos && title.substr(0, colon).find(' ') == std::string_view::npos;
    return std::string(word ? title.substr(colon + 2) : title);
}

// The first record stays to be read as a row when it holds no titles.
Status take_titles(RowSource& rows, const Layout& layout, CsvHeader& header) {
    for (size_t i = 0; i < layout.preamble; ++i) MOTE_CHECK(rows.next());
    if (!layout.titles.empty()) {
        for (const auto& title : layout.titles) header.titles.push_back(unmarked(title));
    } else if (layout.header) {
        MOTE_TRY(found, rows.next());
        if (!found) return empty_file(rows.path());
        if (layout.row_names) header.titles.emplace_back("row");
        for (const auto cell : rows.cells()) header.titles.push_back(unmarked(cell));
        // Titles behind the last column that has any cell: the line ends in separators.
        while (header.titles.size() > layout.columns && header.titles.back().empty())
            header.titles.pop_back();
        if (layout.units_line) MOTE_CHECK(rows.next());
    } else {
        header.in_file = false;
        for (size_t c = 0; c < layout.columns; ++c) header.titles.push_back(fmt::format("c{}", c + 1));
        header.notices.push_back(
            fmt::format("header   none: the columns are named c1 to c{}", layout.columns));
    }
    return check_titles(header.titles,
                        fmt::format("{}: line {}", rows.path(), std::max<size_t>(1, rows.line())));
}

// A column of an index that pandas wrote has no title; others without one are numbered, too.
void name_untitled(CsvHeader& header) {
    for (size_t c = 0; c < header.titles.size(); ++c) {
        if (!header.titles[c].empty()) continue;
        const auto name = fmt::format("c{}", c + 1);
        if (std::ranges::find(header.titles, name) != header.titles.end()) continue;
        header.titles[c] = name;
        header.notices.push_back(fmt::format("title    none above column {}: named {}", c + 1, name));
    }
}

/// Takes out what cannot be learnt from, unless it is the target.
void leave_out_texts(const Layout& layout, CsvHeader& header) {
    for (size_t c = 0; c < header.roles.size() && c < layout.kinds.size(); ++c) {
        if (header.roles[c] != ColumnRole::sample || layout.kinds[c] == ColumnKind::number) continue;
        header.roles[c] = ColumnRole::skipped;
        const char* reason = layout.kinds[c] == ColumnKind::text   ? "holds text"
                             : layout.kinds[c] == ColumnKind::time ? "holds time stamps"
                                                                   : "is empty";
        header.left_out.push_back({header.titles[c], reason});
    }
}

}  // namespace

std::optional<size_t> find_column(std::span<const std::string> titles, const std::string& name,
                                  bool positions) {
    const auto found = std::ranges::find(titles, name);
    if (found != titles.end()) return static_cast<size_t>(found - titles.begin());
    if (!positions) return {};
    int64_t position = 0;
    const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), position);
    if (code != std::errc() || end != name.data() + name.size()) return {};
    const auto count = static_cast<int64_t>(titles.size());
    if (position >= 0 && position < count) return static_cast<size_t>(position);
    if (position <= -1 && position >= -count) return static_cast<size_t>(count + position);
    return {};
}

namespace {

std::string in_small_letters(std::string title) {
    for (char& c : title) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return title;
}

/// "y" beside "z" is an axis.
bool titled_like_a_target(const std::string& column, std::span<const std::string> titles) {
    const auto title = in_small_letters(column);
    if (title == "target" || title == "label" || title == "class") return true;
    return title == "y" &&
           std::ranges::none_of(titles, [](const auto& other) { return in_small_letters(other) == "z"; });
}

/// Finds the columns of session and group, which are not learnt from.
Status take_origins(CsvHeader& header, const CsvOptions& options, const std::string& file) {
    const auto take = [&](const std::string& name, bool optional, std::optional<size_t>& column) -> Status {
        if (name.empty()) return Done{};
        column = find_column(header.titles, name, options.positions);
        if (!column && optional) return Done{};
        if (!column) return unknown_column(name, header, file);
        if (header.roles[*column] == ColumnRole::sample) {
            header.roles[*column] = ColumnRole::skipped;
            header.left_out.push_back({header.titles[*column], "tells which rows belong together"});
        }
        return Done{};
    };
    MOTE_CHECK(take(options.session, options.session_optional, header.session));
    return take(options.group, options.group_optional, header.group);
}

/// Columns of time stamps, and of numbers with a title that speaks of time.
void find_clocks(CsvHeader& header, const Layout& layout) {
    for (size_t c = 0; c < header.titles.size() && c < layout.kinds.size(); ++c) {
        const bool text = layout.kinds[c] == ColumnKind::time;
        if (c == header.target || c == header.session || c == header.group) continue;
        if (text || (layout.kinds[c] == ColumnKind::number && titled_like_time(header.titles[c])))
            header.clocks.push_back({c, text});
    }
}

size_t inputs_wanted(const CsvOptions& options) {
    const auto is_target = [&](const std::string& name) { return name == options.target; };
    return options.only.size() - static_cast<size_t>(std::ranges::count_if(options.only, is_target));
}

}  // namespace

Result<CsvHeader> read_header(RowSource& rows, const Layout& layout, const CsvOptions& options) {
    CsvHeader header;
    MOTE_CHECK(take_titles(rows, layout, header));
    name_untitled(header);
    const auto& titles = header.titles;
    if (options.target) header.target = find_column(titles, *options.target, options.positions);
    for (size_t c = 0; c < titles.size() && options.guess_target && !options.target && !header.target; ++c)
        if (titled_like_a_target(titles[c], titles)) header.target = c;
    if (options.target && !header.target && !options.target_optional)
        return unknown_column(*options.target, header, rows.path());
    const bool all = options.only.empty();
    header.roles.assign(titles.size(), all ? ColumnRole::sample : ColumnRole::skipped);
    for (size_t c = 0; c < titles.size() && !all; ++c)
        if (std::ranges::find(options.only, titles[c]) != options.only.end())
            header.roles[c] = ColumnRole::sample;
    if (!header.in_file && !all && titles.size() == inputs_wanted(options)) {
        header.roles.assign(titles.size(), ColumnRole::sample);
        header.target.reset();
        header.notices.back() = "header   none: the columns are taken in the order of the model's";
    }
    for (const auto& name : options.drop) {
        const auto column = find_column(titles, name);
        if (!column) return unknown_column(name, header, rows.path());
        if (column == header.target)
            return Error{ErrorCode::usage, fmt::format("the target {} cannot be dropped", shown(name)),
                         "--drop", "drop other columns, or name another target"};
        header.roles[*column] = ColumnRole::skipped;
        header.left_out.push_back({titles[*column], "told with --drop"});
    }
    if (header.target) header.roles[*header.target] = ColumnRole::target;
    MOTE_CHECK(take_origins(header, options, rows.path()));
    if (options.origin) find_clocks(header, layout);
    if (all) leave_out_texts(layout, header);
    return header;
}

std::vector<Error> title_problems(const CsvHeader& header, const std::string& file) {
    std::vector<Error> problems;
    std::unordered_map<std::string, size_t> first;
    for (size_t c = 0; c < header.titles.size(); ++c) {
        const auto& title = header.titles[c];
        if (header.roles[c] == ColumnRole::skipped) continue;
        const std::string place = fmt::format("{}: line 1, column {}", file, c + 1);
        if (title.empty()) {
            problems.push_back(
                {ErrorCode::input, "the column has no title", place,
                 c == 0 ? "give it one, or remove the column (a row index written by pandas: index=False)"
                        : "give it one, or remove the column"});
            continue;
        }
        const auto [at, is_new] = first.emplace(title, c);
        if (!is_new)
            problems.push_back({ErrorCode::input,
                                fmt::format("the title {} stands twice (column {} has it too)", shown(title),
                                            at->second + 1),
                                place, "give every column a title of its own"});
    }
    return problems;
}

}  // namespace mote::data
