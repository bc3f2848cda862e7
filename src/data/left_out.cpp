#include "data/left_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "data/bookkeeping.hpp"
#include "data/cell.hpp"

namespace mote::data {
namespace {

Error unknown_keep(const Table& table, const std::string& name) {
    for (const auto& column : table.left_out)
        if (column.column == name)
            return {ErrorCode::usage,
                    fmt::format("the column {} {}: it cannot be learnt from", shown(name), column.reason),
                    table.file, "write it as numbers, or do not name it with --keep"};
    Error error{ErrorCode::usage, fmt::format("there is no column {} to keep", shown(name)), table.file, ""};
    for (const auto& close : closest_names(name, table.columns))
        error.remedy += (error.remedy.empty() ? "did you mean one of " : ", ") + shown(close);
    error.remedy += "?";
    return error;
}

void keep_columns(Table& table, const std::vector<size_t>& kept) {
    table.samples = std::make_shared<const SampleMatrix>(kept_columns(*table.samples, kept));
    std::vector<std::string> columns;
    std::vector<size_t> lost;
    std::vector<std::vector<uint32_t>> missing;
    for (const size_t c : kept) {
        columns.push_back(table.columns[c]);
        lost.push_back(table.lost_digits[c]);
        missing.push_back(std::move(table.missing[c]));
    }
    table.missing = std::move(missing);
    table.columns = std::move(columns);
    table.lost_digits = std::move(lost);
}

/// Columns that are bookkeeping in the whole table, or in each of its files that is long enough to tell.
std::vector<BookkeepingColumn> bookkeeping_of(const Table& table) {
    const auto complete = table.complete_rows();
    auto found = find_bookkeeping(table.columns, *table.samples, complete);
    if (table.file_starts.size() < 2) return found;
    const auto known = [&](size_t column) {
        return std::ranges::find(found, column, &BookkeepingColumn::column) != found.end();
    };
    std::vector<size_t> votes(table.columns.size());
    std::vector<std::string> what(table.columns.size());
    size_t voters = 0;
    for (size_t f = 0; f < table.file_starts.size(); ++f) {
        const uint32_t end =
            f + 1 < table.file_starts.size() ? table.file_starts[f + 1] : static_cast<uint32_t>(table.rows);
        const auto from = std::ranges::lower_bound(complete, table.file_starts[f]);
        const auto to = std::ranges::lower_bound(complete, end);
        if (to - from < 20) continue;
        ++voters;
        for (auto& column : find_bookkeeping(table.columns, *table.samples, {from, to})) {
            ++votes[column.column];
            what[column.column] = std::move(column.what);
        }
    }
    for (size_t c = 0; c < votes.size() && voters > 0; ++c)
        if (votes[c] == voters && !known(c)) found.push_back({c, what[c]});
    return found;
}

}  // namespace

Result<ColumnsLeftOut> leave_out_bookkeeping(Table& table, std::span<const std::string> keep) {
    ColumnsLeftOut out;
    std::vector<bool> keeps(table.columns.size());
    for (const auto& name : keep) {
        const auto at = std::ranges::find(table.columns, name);
        if (at == table.columns.end()) return unknown_keep(table, name);
        keeps[static_cast<size_t>(at - table.columns.begin())] = true;
    }
    auto found = bookkeeping_of(table);
    for (const auto& position : find_positions(table.columns, *table.samples, table.complete_rows()))
        out.notices.push_back("inputs   " + shown(table.columns[position.column]) + " " + position.what +
                              ": taken in");
    std::erase_if(found, [&](const BookkeepingColumn& b) { return keeps[b.column]; });
    if (found.empty()) return out;
    if (found.size() == table.columns.size()) {
        out.notices.push_back("inputs   " + shown(table.columns[0]) + " " + found[0].what +
                              "; taken in, for there is no other column");
        return out;
    }
    std::vector<size_t> kept;
    for (size_t c = 0; c < table.columns.size(); ++c)
        if (std::ranges::find(found, c, &BookkeepingColumn::column) == found.end()) kept.push_back(c);
    for (const auto& column : found)
        out.left_out.push_back({table.columns[column.column], column.what, true});
    keep_columns(table, kept);
    return out;
}

Result<std::string> constant_notice(const Table& table, std::span<const uint32_t> index) {
    const auto constant = constant_columns(*table.samples, index);
    if (constant.empty()) return std::string();
    if (constant.size() == table.columns.size())
        return Error{ErrorCode::input,
                     fmt::format("no input varies: {} the same value in every row to learn from",
                                 constant.size() == 1 ? "the only column has" : "every column has"),
                     table.file, "add columns that vary with the target"};
    std::string names;
    for (size_t i = 0; i < std::min<size_t>(constant.size(), 5); ++i)
        names += (i > 0 ? ", " : "") + shown(table.columns[constant[i]]);
    return fmt::format("constant {} of {} columns never change: {}{}", constant.size(), table.columns.size(),
                       names, constant.size() > 5 ? ", ..." : "");
}

std::string incomplete_notice(size_t rows) {
    return fmt::format("missing  {} rows that lack an input left out", rows);
}

std::string without_target_notice(size_t rows) {
    return fmt::format("rows     {} without a target left out", rows);
}

}  // namespace mote::data
