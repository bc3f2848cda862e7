#include "data/inspector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/cell.hpp"
#include "data/findings/rate.hpp"
#include "data/target_column.hpp"

namespace mote::data {

template <class Set, class Value>
void Inspector::Column::note_distinct(Set& set, const Value& value) {
    if (summary.distinct_more) return;
    if (values.size() + words.size() < distinct_limit) {
        set.insert(value);
    } else {
        summary.distinct_more = !set.contains(value);
    }
}

void Inspector::Column::add_number(double value) {
    summary.min = summary.numbers == 0 ? value : std::min(summary.min, value);
    summary.max = summary.numbers == 0 ? value : std::max(summary.max, value);
    summary.integers = summary.integers && value == std::floor(value);
    ++summary.numbers;
    sum += value;
    note_distinct(values, value + 0.0);
}

void Inspector::Column::add_text(std::string_view text) {
    ++summary.texts;
    if (!summary.distinct_more) note_distinct(words, std::string(text));
}

ColumnSummary Inspector::Column::finish() {
    if (sample) return summary;
    summary.distinct = values.size() + words.size();
    if (summary.numbers > 0) summary.mean = sum / static_cast<double>(summary.numbers);
    return summary;
}

void Inspector::on_header(const CsvHeader& header, const Layout& layout) {
    style_ = layout.style;
    units_ = layout.units;
    units_.resize(header.titles.size());
    place_.assign(header.titles.size(), {});
    kept_apart_.clear();
    rows_before_ += rows_;
    rows_ = 0;
    if (columns_.empty()) take_columns(header, layout);
    // Other files have their columns in their own order. Titles may stand twice: each place is taken by one column.
    std::vector<bool> taken(columns_.size(), false);
    for (size_t c = 0; c < header.titles.size(); ++c) {
        size_t at = 0;
        while (at < columns_.size() && (taken[at] || columns_[at].summary.name != header.titles[c])) ++at;
        if (at == columns_.size()) continue;
        taken[at] = true;
        place_[c] = at;
        if (!columns_[at].sample && header.roles[c] != ColumnRole::sample) kept_apart_.push_back(c);
    }
}

void Inspector::on_row(std::span<const std::string_view> cells) {
    for (const size_t c : kept_apart_) take_cell(*place_[c], cells[c], units_[c]);
}

bool Inspector::on_problem(size_t row, std::optional<size_t> column, Error error) {
    rows_ = std::max(rows_, row);
    const auto at = column ? place_[*column] : std::nullopt;
    Column& place = at ? columns_[*at] : general_;
    ++problem_count_;
    ++place.problem_count;
    if (at && place.sample && error.message.find("is text") != std::string::npos) ++place.summary.texts;
    if (place.problems.size() < options_.problem_limit)
        place.problems.push_back({rows_before_ + row, std::move(error)});
    return true;
}

Inspection Inspector::report(const Table& table) {
    rows_ = std::max(rows_before_ + rows_, table.rows);
    Inspection out;
    out.rows = rows_;
    out.target = target_;
    std::vector<Problem> all = std::move(general_.problems);
    for (size_t c = 0; c < columns_.size(); ++c) {
        collapse(columns_[c], target_ == c);
        out.columns.push_back(columns_[c].finish());
        std::ranges::move(columns_[c].problems, std::back_inserter(all));
    }
    std::ranges::stable_sort(all, {}, &Problem::row);
    for (size_t i = 0; i < std::min(all.size(), options_.problem_limit); ++i)
        out.problems.push_back(std::move(all[i].error));
    out.problem_count = problem_count_;
    return out;
}

std::optional<RowTimes> Inspector::times(size_t rows) const {
    if (times_.size() != rows || rows == 0) return {};
    return RowTimes{columns_[*time_column_].summary.name, "s", times_};
}

void Inspector::take_columns(const CsvHeader& header, const Layout& layout) {
    target_ = header.target;
    columns_.resize(header.titles.size());
    for (size_t c = 0; c < columns_.size(); ++c) {
        columns_[c].summary.name = header.titles[c];
        columns_[c].sample = header.roles[c] == ColumnRole::sample;
        columns_[c].summary.is_input = columns_[c].sample;
        columns_[c].is_time = c < layout.kinds.size() && layout.kinds[c] == ColumnKind::time;
        if (columns_[c].is_time && !time_column_) time_column_ = c;
    }
}

void Inspector::take_cell(size_t c, std::string_view text, const std::string& unit) {
    Column& column = columns_[c];
    double value = 0;
    if (time_column_ == c) times_.push_back(seconds_of(text));
    if (names_missing(text)) {
        ++column.summary.empty;
        return;
    }
    text = without_unit(text, unit);
    make_plain(text, style_, buffer_);
    const CellKind kind = parse_double(text, value);
    if (kind == CellKind::number) column.add_number(value);
    if (kind == CellKind::text) column.add_text(text);
    if (kind == CellKind::not_finite || kind == CellKind::too_large) ++column.summary.not_finite;
}

/// Makes the problems of a column that holds text in most rows one problem.
void Inspector::collapse(Column& column, bool is_target) {
    if (is_target || column.problem_count < 2 || column.summary.texts * 2 <= rows_) return;
    Error first = column.problems.front().error;
    first.message = fmt::format("the column holds text in {} of {} rows, here for the first time: {}",
                                column.summary.texts, rows_, first.message);
    first.remedy = target_ ? "leave the column out with --drop, or encode it as numbers"
                           : "name it with --target if it is what to predict; else leave it out with --drop";
    const size_t row = column.problems.front().row;
    problem_count_ -= column.problem_count - 1;
    column.problems = {{row, std::move(first)}};
}

}  // namespace mote::data
