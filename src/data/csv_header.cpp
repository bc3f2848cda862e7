#include "data/csv_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "data/cell.hpp"

namespace mote::data {
namespace {

std::optional<Error> other_delimiter(std::span<const std::string_view> titles, const std::string& file) {
    if (titles.size() != 1) return {};
    for (const auto& [delimiter, name] :
         {std::pair{';', "semicolons"}, {'\t', "tabs"}, {'|', "vertical bars"}})
        if (titles[0].find(delimiter) != std::string_view::npos)
            return Error{ErrorCode::input,
                         fmt::format("the columns seem to be separated by {}, not commas", name),
                         file + ": line 1", "save the file with commas between the columns"};
    return {};
}

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
            "name a column by its position, 1 to {0} or -{0} to -1, or use --header if the first line does "
            "hold the titles",
            header.titles.size());
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

// The first record stays to be read as a row when it holds no titles.
Status take_titles(CsvScanner& scanner, const Layout& layout, CsvHeader& header) {
    if (!layout.titles.empty()) {
        header.titles = layout.titles;
    } else if (layout.header) {
        MOTE_TRY(found, scanner.next());
        if (!found) return empty_file(scanner.path());
        if (auto error = other_delimiter(scanner.cells(), scanner.path())) return *error;
        header.titles.assign(scanner.cells().begin(), scanner.cells().end());
        // Titles behind the last column that has any cell: the line ends in separators.
        while (header.titles.size() > layout.columns && header.titles.back().empty())
            header.titles.pop_back();
    } else {
        header.in_file = false;
        for (size_t c = 0; c < layout.columns; ++c) header.titles.push_back(fmt::format("c{}", c + 1));
        header.notices.push_back(
            fmt::format("header   none: the columns are named c1 to c{}", layout.columns));
    }
    return check_titles(header.titles,
                        fmt::format("{}: line {}", scanner.path(), std::max<size_t>(1, scanner.line())));
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
    if (position >= 1 && position <= count) return static_cast<size_t>(position - 1);
    if (position <= -1 && position >= -count) return static_cast<size_t>(count + position);
    return {};
}

namespace {

bool titled_like_a_target(std::string title) {
    for (char& c : title) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return title == "target" || title == "label" || title == "class" || title == "y";
}

size_t inputs_wanted(const CsvOptions& options) {
    const auto is_target = [&](const std::string& name) { return name == options.target; };
    return options.only.size() - static_cast<size_t>(std::ranges::count_if(options.only, is_target));
}

}  // namespace

Result<CsvHeader> read_header(CsvScanner& scanner, const Layout& layout, const CsvOptions& options) {
    CsvHeader header;
    MOTE_CHECK(take_titles(scanner, layout, header));
    const auto& titles = header.titles;
    if (options.target) header.target = find_column(titles, *options.target, options.positions);
    for (size_t c = 0; c < titles.size() && options.guess_target && !options.target && !header.target; ++c)
        if (titled_like_a_target(titles[c])) header.target = c;
    if (options.target && !header.target && !options.target_optional)
        return unknown_column(*options.target, header, scanner.path());
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
        if (!column) return unknown_column(name, header, scanner.path());
        if (column == header.target)
            return Error{ErrorCode::usage, fmt::format("the target {} cannot be dropped", shown(name)),
                         "--drop", "drop other columns, or name another target"};
        header.roles[*column] = ColumnRole::skipped;
        header.dropped.push_back(titles[*column]);
    }
    if (header.target) header.roles[*header.target] = ColumnRole::target;
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
