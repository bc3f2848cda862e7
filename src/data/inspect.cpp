#include "data/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "data/bookkeeping.hpp"
#include "data/cell.hpp"
#include "data/digits.hpp"
#include "data/table_reader.hpp"

namespace mote::data {
namespace {

struct Problem {
    size_t row = 0;
    Error error;
};

/// One column while the file is read.
struct Column {
    ColumnSummary summary;
    double sum = 0;
    std::unordered_set<double> values;
    std::unordered_set<std::string> words;
    std::vector<Problem> problems;
    size_t problem_count = 0;

    void add_number(double value) {
        summary.min = summary.numbers == 0 ? value : std::min(summary.min, value);
        summary.max = summary.numbers == 0 ? value : std::max(summary.max, value);
        summary.integers = summary.integers && value == std::floor(value);
        ++summary.numbers;
        sum += value;
        note_distinct(values, value + 0.0);
    }
    void add_text(std::string_view text) {
        ++summary.texts;
        if (!summary.distinct_more) note_distinct(words, std::string(text));
    }
    ColumnSummary finish() {
        summary.distinct = values.size() + words.size();
        if (summary.numbers > 0) summary.mean = sum / static_cast<double>(summary.numbers);
        return summary;
    }

  private:
    template <class Set, class Value>
    void note_distinct(Set& set, const Value& value) {
        if (summary.distinct_more) return;
        if (values.size() + words.size() < distinct_limit) {
            set.insert(value);
        } else {
            summary.distinct_more = !set.contains(value);
        }
    }
};

/// Watches the reading: sums the columns up and collects the problems.
class Inspector : public ReadObserver {
  public:
    Inspector(std::string file, const InspectOptions& options) : file_(std::move(file)), options_(options) {}

    void on_header(const CsvHeader& header, const Layout& layout) override {
        header_ = header;
        style_ = layout.style;
        units_ = layout.units;
        units_.resize(header.titles.size());
        columns_.resize(header.titles.size());
        for (size_t c = 0; c < columns_.size(); ++c) columns_[c].summary.name = header.titles[c];
    }

    void on_row(std::span<const std::string_view> cells) override {
        for (size_t c = 0; c < cells.size(); ++c) take_cell(columns_[c], cells[c], units_[c]);
    }

    bool on_problem(size_t row, std::optional<size_t> column, Error error) override {
        rows_ = std::max(rows_, row);
        Column& place = column ? columns_[*column] : general_;
        ++problem_count_;
        ++place.problem_count;
        if (place.problems.size() < options_.problem_limit) place.problems.push_back({row, std::move(error)});
        return true;
    }

    Inspection report(size_t rows_read) {
        rows_ = std::max(rows_, rows_read);
        Inspection out;
        out.file = file_;
        out.rows = rows_;
        out.target = header_.target;
        std::vector<Problem> all = std::move(general_.problems);
        for (size_t c = 0; c < columns_.size(); ++c) {
            collapse(columns_[c], header_.target == c);
            out.columns.push_back(columns_[c].finish());
            std::ranges::move(columns_[c].problems, std::back_inserter(all));
        }
        std::ranges::stable_sort(all, {}, &Problem::row);
        for (size_t i = 0; i < std::min(all.size(), options_.problem_limit); ++i)
            out.problems.push_back(std::move(all[i].error));
        out.problem_count = problem_count_;
        return out;
    }

  private:
    void take_cell(Column& column, std::string_view text, const std::string& unit) {
        double value = 0;
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

    // A column of texts is one problem, not one a row.
    void collapse(Column& column, bool is_target) {
        if (is_target || column.problem_count < 2 || column.summary.texts * 2 <= rows_) return;
        Error first = column.problems.front().error;
        first.message = fmt::format("the column holds text in {} of {} rows, here for the first time: {}",
                                    column.summary.texts, rows_, first.message);
        first.remedy = header_.target
                           ? "leave the column out with --drop, or encode it as numbers"
                           : "name it with --target if it is what to predict; else leave it out with --drop";
        const size_t row = column.problems.front().row;
        problem_count_ -= column.problem_count - 1;
        column.problems = {{row, std::move(first)}};
    }

    std::string file_;
    const InspectOptions& options_;
    CsvHeader header_;
    NumberStyle style_;
    std::vector<std::string> units_;
    std::string buffer_;
    std::vector<Column> columns_;
    Column general_;  // problems of whole rows and of the file
    size_t rows_ = 0;
    size_t problem_count_ = 0;
};

void add_problem(Inspection& inspection, Error error) {
    inspection.problems.push_back(std::move(error));
    ++inspection.problem_count;
}

std::string quoted_list(const Table& table, const std::vector<size_t>& columns) {
    std::string out;
    for (size_t i = 0; i < std::min<size_t>(columns.size(), 5); ++i)
        out += (i > 0 ? ", " : "") + shown(table.columns[columns[i]]);
    return columns.size() > 5 ? out + ", ..." : out;
}

// What training leaves out, and what it would refuse.
void look_at_the_columns(Inspection& inspection, const Table& table, const InspectOptions& options) {
    inspection.left_out = table.left_out;
    for (auto& found : find_bookkeeping(table.columns, *table.samples, table.complete_rows())) {
        const auto& name = table.columns[found.column];
        if (std::ranges::find(options.keep, name) == options.keep.end())
            inspection.left_out.push_back({name, std::move(found.what), true});
    }
    const auto constant = constant_columns(*table.samples, table.labelled_rows());
    if (constant.size() == table.columns.size())
        add_problem(inspection,
                    {ErrorCode::input, "no input varies: every column has the same value in every row",
                     table.file, "add columns that vary with the target"});
    else if (!constant.empty())
        inspection.notices.push_back(fmt::format("constant {} of {} columns never change: {}",
                                                 constant.size(), table.columns.size(),
                                                 quoted_list(table, constant)));
}

// Task, classes and order need the whole table, which is sound by now.
void look_at_the_whole(Inspection& inspection, const Table& table, const InspectOptions& options) {
    const auto index = table.labelled_rows();
    auto series = detect_series(table.columns, *table.samples, index, options.series);
    if (!series) return add_problem(inspection, series.error());
    inspection.series = *series;
    look_at_the_columns(inspection, table, options);
    if (!table.target) return;
    if (const size_t missing = table.target->missing.size(); missing > 0)
        inspection.notices.push_back(fmt::format("rows     {} without a target", missing));
    auto schema = detect_schema(table, index, options.task);
    if (!schema) return add_problem(inspection, schema.error());
    inspection.schema = *schema;
    auto targets = encode_targets(table, *schema);
    if (!targets) return add_problem(inspection, targets.error());
    if (auto digits = check_digits(table, *targets, index); !digits) add_problem(inspection, digits.error());
    inspection.class_rows.resize(schema->classes.size());
    if (schema->task == Task::regression) return;
    for (const uint32_t row : index) ++inspection.class_rows[targets->labels[row]];
}

}  // namespace

const char* ColumnSummary::type() const {
    if (numbers == 0 && texts == 0) return "empty";
    if (texts > 0) return numbers > 0 ? "mixed" : "text";
    return integers ? "integer" : "number";
}

Result<Inspection> inspect_csv(const std::string& path, const InspectOptions& options) {
    CsvOptions reading;
    reading.target = options.target;
    reading.drop = options.drop;
    reading.reading = options.reading;
    reading.guess_target = true;
    Inspector inspector(path, options);
    MOTE_TRY(table, read_table(path, reading, &inspector));
    Inspection inspection = inspector.report(table.rows);
    inspection.notices = table.notices;
    if (inspection.usable()) look_at_the_whole(inspection, table, options);
    return inspection;
}

}  // namespace mote::data
