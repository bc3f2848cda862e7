#include "data/groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "core/files.hpp"
#include "core/group_folds.hpp"
#include "data/cell.hpp"
#include "data/windows/sessions.hpp"

namespace mote::data {
namespace {

std::string match_in(const std::string& text, const std::regex& pattern) {
    std::smatch match;
    if (!std::regex_search(text, match, pattern)) return "";
    return match.size() > 1 && match[1].matched ? match[1].str() : match[0].str();
}

Result<Groups> by_pattern(const Table& table, const std::string& pattern) {
    std::regex regex;
    try {
        regex = std::regex(pattern);
    } catch (const std::regex_error& error) {
        return Error{
            ErrorCode::usage, fmt::format("{} is no regular expression: {}", shown(pattern), error.what()),
            "--group-pattern", "give one that finds the group in file names, for example '-(f\\d+)'"};
    }
    const std::vector<std::string> only = {table.file};
    const auto& files = table.files.empty() ? only : table.files;
    Groups out;
    std::map<std::string, uint32_t> numbers;
    for (size_t f = 0; f < files.size(); ++f) {
        std::string name = match_in(std::filesystem::path(files[f]).filename().string(), regex);
        if (name.empty()) name = match_in(files[f], regex);
        if (name.empty())
            return Error{ErrorCode::input,
                         fmt::format("{} finds nothing in the name of this file", shown(pattern)), files[f],
                         "change --group-pattern so that it fits the names of all files"};
        const auto number = numbers.try_emplace(name, static_cast<uint32_t>(numbers.size())).first->second;
        const size_t end = f + 1 < table.file_starts.size() ? table.file_starts[f + 1] : table.rows;
        out.of_rows.resize(end, number);
    }
    out.what = fmt::format("{} groups by {} in file names", numbers.size(), shown(pattern));
    return out;
}

Result<Groups> by_column(const Table& table) {
    const auto& column = *table.origin.group;
    Groups out;
    out.of_rows = codes_of(column);
    const auto lost = std::ranges::find(out.of_rows, no_code);
    if (lost != out.of_rows.end())
        return Error{ErrorCode::input, "the row names no group",
                     table.place(static_cast<size_t>(lost - out.of_rows.begin()), column.name),
                     "fill the cell in, or leave --group out"};
    const std::set<uint32_t> different(out.of_rows.begin(), out.of_rows.end());
    out.what = fmt::format("{} values of {}", different.size(), shown(column.name));
    return out;
}

/// Of a file with a name of a group for each of the `rows`, in their order.
Result<Groups> by_file(const std::string& path, size_t rows) {
    MOTE_TRY(text, read_file(path));
    Groups out;
    std::map<std::string, uint32_t> numbers;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        if (line.empty())
            return Error{ErrorCode::input, "the line names no group",
                         fmt::format("{}: line {}", path, out.of_rows.size() + 1),
                         "write the name of a group"};
        out.of_rows.push_back(numbers.try_emplace(line, static_cast<uint32_t>(numbers.size())).first->second);
    }
    if (out.of_rows.size() != rows)
        return Error{ErrorCode::input, fmt::format("{} groups for {} data rows", out.of_rows.size(), rows),
                     path, "write one group for each data row, in their order"};
    out.what = fmt::format("{} groups of {}", numbers.size(), path);
    return out;
}

/// Files, when there are several.
Groups file_groups(const Table& table) {
    Groups out;
    if (table.file_starts.size() < 2) return out;
    for (size_t f = 0; f < table.file_starts.size(); ++f) {
        const size_t end = f + 1 < table.file_starts.size() ? table.file_starts[f + 1] : table.rows;
        out.of_rows.resize(end, static_cast<uint32_t>(f));
    }
    out.what = fmt::format("{} files", table.file_starts.size());
    return out;
}

}  // namespace

bool GroupNames::in_file() const {
    std::error_code ignored;
    return !group.empty() && std::filesystem::is_regular_file(group, ignored);
}

std::string GroupNames::column() const {
    return in_file() ? "" : group;
}

Status GroupNames::check() const {
    if (group.empty() || pattern.empty()) return Done{};
    return Error{ErrorCode::usage, "groups by a column and by file names", "--group, --group-pattern",
                 "give only one"};
}

Result<Groups> named_groups(const Table& table, const GroupNames& names) {
    auto found = names.in_file()          ? by_file(names.group, table.rows)
                 : !names.pattern.empty() ? by_pattern(table, names.pattern)
                 : table.origin.group     ? by_column(table)
                                          : Result<Groups>(Groups{});
    if (!found && names.optional) return Groups{};
    if (found) found->told = static_cast<bool>(*found);
    return found;
}

Groups session_groups(const Table& table) {
    Groups out;
    if (!table.origin.session) return out;
    out.of_rows = codes_of(*table.origin.session);
    out.what = "values of " + shown(table.origin.session->name);
    return out;
}

Groups groups_of_windows(const Groups& of_rows, const std::vector<WindowPlace>& places) {
    Groups out{{}, of_rows.what, of_rows.told};
    if (of_rows)
        for (const auto& place : places) out.of_rows.push_back(of_rows.of_rows[place.first_row]);
    return out;
}

Groups session_groups(const Windows& windows) {
    Groups out{{}, fmt::format("{} sessions", windows.report.sessions), false};
    for (const auto& place : windows.places) out.of_rows.push_back(place.session);
    return out;
}

Groups natural_groups(const Table& table, const Groups& sessions, const Targets& targets,
                      std::span<const uint32_t> index) {
    for (const auto& groups : {file_groups(table), sessions})
        if (can_be_held_out(groups, targets, index)) return groups;
    return Groups{};
}

std::vector<uint32_t> groups_by_pieces(const LabelledRows& rows, const std::vector<uint32_t>& groups) {
    constexpr uint32_t pieces_of_a_recording = 8;
    std::vector<uint32_t> classes(rows.size(), 0);
    for (size_t i = 0; i < classes.size() && rows.targets->task != Task::regression; ++i)
        classes[i] = rows.targets->labels[rows.index[i]];
    const auto pieces = contiguous_pieces(classes, pieces_of_a_recording);
    std::vector<uint32_t> out(rows.samples->rows(), 0);
    std::map<uint32_t, uint32_t> of_group;
    for (size_t i = 0; i < pieces.size(); ++i) {
        const uint32_t row = rows.index[i];
        out[row] = groups.empty() ? pieces[i] : of_group.try_emplace(groups[row], pieces[i]).first->second;
    }
    return out;
}

bool can_be_held_out(const Groups& groups, const Targets& targets, std::span<const uint32_t> index) {
    if (!groups) return false;
    std::map<uint32_t, std::set<uint32_t>> of_class;
    for (const uint32_t row : index)
        of_class[targets.task == Task::regression ? 0u : targets.labels[row]].insert(groups.of_rows[row]);
    return std::ranges::all_of(of_class, [](const auto& entry) { return entry.second.size() >= 2; });
}

}  // namespace mote::data
