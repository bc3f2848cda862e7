#include "data/csv_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "data/cell.hpp"

namespace mote::data {
namespace {

bool is_index(const std::string& title) {
    return !title.empty() && title.size() < 9 && title.find_first_not_of("0123456789") == std::string::npos;
}

// Data sets exist whose titles are 0, 1, 2, ...; any other line of numbers is a row of samples.
bool counts_up(const std::vector<std::string>& titles) {
    for (size_t i = 0; i < titles.size(); ++i) {
        if (!is_index(titles[i])) return false;
        if (i > 0 && std::stoul(titles[i]) != std::stoul(titles[i - 1]) + 1) return false;
    }
    return titles.size() > 1;
}

bool looks_like_samples(const std::vector<std::string>& titles) {
    const auto is_number = [](const std::string& title) {
        return parse_cell(title).kind == CellKind::number;
    };
    if (std::ranges::all_of(titles, is_number)) return !counts_up(titles);
    // A row of samples with a text label: all but one are numbers, and not whole ones counting up.
    const auto plain =
        std::ranges::count_if(titles, [&](const auto& t) { return is_number(t) && !is_index(t); });
    return plain > 0 && std::ranges::count_if(titles, is_number) + 1 >= std::ssize(titles);
}

Error no_header(const std::string& file) {
    return {ErrorCode::input, "the first line holds numbers, not column titles", file + ": line 1",
            "put a line with a title for each column at the top, for example t0,t1,t2,target"};
}

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

Error unknown_target(const std::string& wanted, const std::vector<std::string>& titles,
                     const std::string& file) {
    Error error{ErrorCode::usage, fmt::format("there is no column {}", shown(wanted)), file, ""};
    std::vector<std::string> close;
    for (const auto& name : closest_names(wanted, titles)) close.push_back(shown(name));
    error.remedy = close.size() == 1 ? fmt::format("did you mean {}?", close[0])
                                     : fmt::format("did you mean one of {}?", fmt::join(close, ", "));
    return error;
}

Status take_titles(CsvScanner& scanner, CsvHeader& header) {
    MOTE_TRY(found, scanner.next());
    if (!found)
        return Error{ErrorCode::input, "the file is empty", scanner.path(),
                     "name a CSV file with a header line and one sample a line"};
    if (auto error = other_delimiter(scanner.cells(), scanner.path())) return *error;
    for (const auto cell : scanner.cells()) {
        header.titles.emplace_back(cell);
        if (!printable(cell) || cell.size() > 1000)
            return Error{ErrorCode::input, fmt::format("the column title {} is not plain text", shown(cell)),
                         scanner.path() + ": line 1", "name a CSV file saved as UTF-8 text"};
    }
    if (header.titles.size() > max_columns)
        return Error{ErrorCode::input, fmt::format("{} columns are too many", header.titles.size()),
                     scanner.path() + ": line 1", fmt::format("at most {} are read", max_columns)};
    return Done{};
}

}  // namespace

Result<CsvHeader> read_header(CsvScanner& scanner, const CsvOptions& options) {
    CsvHeader header;
    MOTE_CHECK(take_titles(scanner, header));
    const auto& titles = header.titles;
    const auto wanted = [&](const std::string& title) {
        return std::ranges::find(options.only, title) != options.only.end();
    };
    if (options.target) {
        const auto found = std::ranges::find(titles, *options.target);
        if (found != titles.end()) header.target = static_cast<size_t>(found - titles.begin());
    }
    const bool known = header.target || std::ranges::any_of(titles, wanted);
    if (!known && looks_like_samples(titles)) return no_header(scanner.path());
    if (options.target && !header.target && !options.target_optional)
        return unknown_target(*options.target, titles, scanner.path());
    for (size_t c = 0; c < titles.size(); ++c) {
        const bool read = options.only.empty() || wanted(titles[c]);
        header.roles.push_back(header.target == c ? ColumnRole::target
                               : read             ? ColumnRole::sample
                                                  : ColumnRole::skipped);
    }
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
