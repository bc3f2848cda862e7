#include "data/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "data/bookkeeping.hpp"
#include "data/cell.hpp"
#include "data/digits.hpp"
#include "data/findings/rate.hpp"
#include "data/many_files.hpp"
#include "data/table_reader.hpp"
#include "data/target_column.hpp"

namespace mote::data {
namespace {

struct Problem {
    size_t row = 0;
    Error error;
};

/// One column that is no input, while the file is read.
struct Column {
    ColumnSummary summary;
    bool sample = false;   ///< its numbers are in the table
    bool is_time = false;  ///< holds time stamps
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
        if (sample) return summary;
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

/// Watches the reading: sums up what the table does not keep, and collects the problems.
class Inspector : public ReadObserver {
  public:
    explicit Inspector(const InspectOptions& options) : options_(options) {}

    void on_header(const CsvHeader& header, const Layout& layout) override {
        style_ = layout.style;
        units_ = layout.units;
        units_.resize(header.titles.size());
        place_.assign(header.titles.size(), {});
        kept_apart_.clear();
        rows_before_ += rows_;
        rows_ = 0;
        if (columns_.empty()) take_columns(header, layout);
        // Other files have their columns in their own order.
        for (size_t c = 0; c < header.titles.size(); ++c) {
            const auto at = std::ranges::find(columns_, header.titles[c],
                                              [](const Column& column) { return column.summary.name; });
            if (at == columns_.end()) continue;
            place_[c] = static_cast<size_t>(at - columns_.begin());
            if (!at->sample && header.roles[c] != ColumnRole::sample) kept_apart_.push_back(c);
        }
    }

    void on_row(std::span<const std::string_view> cells) override {
        for (const size_t c : kept_apart_) take_cell(*place_[c], cells[c], units_[c]);
    }

    bool on_problem(size_t row, std::optional<size_t> column, Error error) override {
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

    Inspection report(const Table& table) {
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

    /// The times of the rows, if a column of the files holds them and every row has one.
    std::optional<RowTimes> times(size_t rows) const {
        if (times_.size() != rows || rows == 0) return {};
        return RowTimes{columns_[*time_column_].summary.name, "s", times_};
    }

  private:
    void take_columns(const CsvHeader& header, const Layout& layout) {
        target_ = header.target;
        columns_.resize(header.titles.size());
        for (size_t c = 0; c < columns_.size(); ++c) {
            columns_[c].summary.name = header.titles[c];
            columns_[c].sample = header.roles[c] == ColumnRole::sample;
            columns_[c].is_time = c < layout.kinds.size() && layout.kinds[c] == ColumnKind::time;
            if (columns_[c].is_time && !time_column_) time_column_ = c;
        }
    }

    void take_cell(size_t c, std::string_view text, const std::string& unit) {
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

    // A column of texts is one problem, not one a row.
    void collapse(Column& column, bool is_target) {
        if (is_target || column.problem_count < 2 || column.summary.texts * 2 <= rows_) return;
        Error first = column.problems.front().error;
        first.message = fmt::format("the column holds text in {} of {} rows, here for the first time: {}",
                                    column.summary.texts, rows_, first.message);
        first.remedy = target_
                           ? "leave the column out with --drop, or encode it as numbers"
                           : "name it with --target if it is what to predict; else leave it out with --drop";
        const size_t row = column.problems.front().row;
        problem_count_ -= column.problem_count - 1;
        column.problems = {{row, std::move(first)}};
    }

    const InspectOptions& options_;
    std::optional<size_t> target_, time_column_;
    NumberStyle style_;
    std::vector<std::string> units_;
    std::string buffer_;
    std::vector<Column> columns_;
    std::vector<std::optional<size_t>> place_;  // of each cell of this file, in columns_
    std::vector<size_t> kept_apart_;            // cells of this file that the table does not keep
    std::vector<double> times_;
    Column general_;  // problems of whole rows and of the file
    size_t rows_ = 0, rows_before_ = 0;
    size_t problem_count_ = 0;
};

/// Counts the numbers of every input, in the order in which they lie in memory.
class InputSummaries {
  public:
    explicit InputSummaries(const Table& table) : table_(table), inputs_(table.columns.size()) {
        std::visit([&](const auto& values) { count(values); }, table.samples->storage());
    }

    void write(size_t c, ColumnSummary& out) const {
        const Input& input = inputs_[c];
        out.numbers = input.count;
        out.empty = table_.missing[c].size() - std::min(table_.missing[c].size(), out.texts);
        out.integers = input.integers;
        out.distinct = input.distinct;
        out.distinct_more = input.more;
        if (input.count == 0) return;
        out.min = input.low;
        out.max = input.high;
        out.mean = input.sum / static_cast<double>(input.count);
    }

  private:
    struct Input {
        size_t count = 0;
        double low = 0, high = 0, sum = 0;
        bool integers = true, more = false;
        size_t distinct = 0;
        std::vector<uint64_t> bits;
        std::unordered_set<float> values;
        size_t next_gap = 0;
    };

    template <class Value>
    void count(const std::vector<Value>& values) {
        const size_t width = inputs_.size();
        for (size_t row = 0, at = 0; row < table_.rows; ++row)
            for (size_t c = 0; c < width; ++c, ++at) {
                Input& input = inputs_[c];
                const auto& gaps = table_.missing[c];
                if (input.next_gap < gaps.size() && gaps[input.next_gap] == row)
                    ++input.next_gap;
                else
                    add(input, static_cast<float>(values[at]));
            }
    }

    static void add(Input& input, float value) {
        const double real = value;
        input.low = input.count == 0 ? real : std::min(input.low, real);
        input.high = input.count == 0 ? real : std::max(input.high, real);
        input.sum += real;
        ++input.count;
        input.integers = input.integers && value == std::floor(value);
        if (input.more || !new_value(input, value)) return;
        if (input.distinct == distinct_limit)
            input.more = true;
        else
            ++input.distinct;
    }

    // Small integers by a bit each: nearly all of sensor data.
    static bool new_value(Input& input, float value) {
        if (value != std::floor(value) || value < -32768 || value > 32767)
            return input.distinct < distinct_limit ? input.values.insert(value).second
                                                   : !input.values.contains(value);
        if (input.bits.empty()) input.bits.resize(1024);
        const auto at = static_cast<size_t>(static_cast<int32_t>(value) + 32768);
        const uint64_t bit = uint64_t{1} << (at % 64);
        const bool is_new = (input.bits[at / 64] & bit) == 0;
        input.bits[at / 64] |= bit;
        return is_new;
    }

    const Table& table_;
    std::vector<Input> inputs_;
};

void sum_up_inputs(Inspection& inspection, const Table& table) {
    const InputSummaries summaries(table);
    for (auto& column : inspection.columns) {
        const auto at = std::ranges::find(table.columns, column.name);
        if (at != table.columns.end())
            summaries.write(static_cast<size_t>(at - table.columns.begin()), column);
    }
}

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

// What training leaves out, and what it would refuse; gives the positions of the columns left.
std::vector<size_t> look_at_the_columns(Inspection& inspection, const Table& table,
                                        const std::vector<BookkeepingColumn>& bookkeeping,
                                        const InspectOptions& options) {
    inspection.left_out = table.left_out;
    std::vector<bool> out(table.columns.size());
    for (const auto& found : bookkeeping) {
        const auto& name = table.columns[found.column];
        if (std::ranges::find(options.keep, name) != options.keep.end()) continue;
        inspection.left_out.push_back({name, found.what, true});
        out[found.column] = true;
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
    std::vector<size_t> inputs;
    for (size_t c = 0; c < table.columns.size(); ++c)
        if (!out[c] && std::ranges::find(constant, c) == constant.end()) inputs.push_back(c);
    return inputs;
}

/// Task, classes and targets, as far as the table has them.
std::optional<Targets> look_at_the_target(Inspection& inspection, const Table& table,
                                          const std::vector<uint32_t>& index, const InspectOptions& options) {
    if (!table.target) return {};
    inspection.rows_without_target = table.target->missing.size();
    if (inspection.rows_without_target > 0)
        inspection.notices.push_back(
            fmt::format("rows     {} without a target", inspection.rows_without_target));
    auto schema = detect_schema(table, index, options.task);
    if (!schema) return add_problem(inspection, schema.error()), std::nullopt;
    inspection.schema = *schema;
    auto targets = encode_targets(table, *schema);
    if (!targets) return add_problem(inspection, targets.error()), std::nullopt;
    if (auto digits = check_digits(table, *targets, index); !digits) add_problem(inspection, digits.error());
    inspection.class_rows.resize(schema->classes.size());
    if (schema->task != Task::regression)
        for (const uint32_t row : index) ++inspection.class_rows[targets->labels[row]];
    return std::move(*targets);
}

void find_distributions(Inspection& inspection, const Sight& sight) {
    for (auto& column : inspection.columns) {
        const auto at = std::ranges::find(sight.table.columns, column.name);
        if (at != sight.table.columns.end())
            column.distribution = distribution_of(
                sight.column(static_cast<size_t>(at - sight.table.columns.begin()), sight.sample));
    }
    if (!inspection.target || sight.targets == nullptr || sight.classes()) return;
    std::vector<double> values;
    for (const uint32_t row : sight.sample) values.push_back(sight.targets->values[row]);
    inspection.columns[*inspection.target].distribution = distribution_of(std::move(values));
}

/// The clock among the columns that training leaves out.
std::optional<RowTimes> numeric_times(const Table& table, const std::vector<BookkeepingColumn>& bookkeeping) {
    const auto clock = std::ranges::find_if(bookkeeping, &BookkeepingColumn::time);
    if (clock == bookkeeping.end()) return {};
    RowTimes out{table.columns[clock->column], time_unit_of(table.columns[clock->column]), {}};
    for (size_t row = 0; row < table.rows; ++row) out.times.push_back(table.samples->at(row, clock->column));
    return out;
}

void take_over(Inspection& inspection, const Table& table, TableFindings found) {
    inspection.findings = std::move(found.findings);
    inspection.chance = found.chance;
    for (const auto& [column, alone] : found.strengths)
        inspection.strengths.push_back({table.columns[column], alone});
    for (const auto& [a, b, r] : found.correlated)
        inspection.correlated.push_back({table.columns[a], table.columns[b], r});
    inspection.separability = found.separability;
    inspection.curves = std::move(found.curves);
    inspection.rate = std::move(found.rate);
}

// Task, classes and order need the whole table, which is sound by now.
void look_at_the_whole(Inspection& inspection, const Table& table, std::optional<RowTimes> times,
                       const InspectOptions& options) {
    const auto index = table.labelled_rows();
    auto series = detect_series(table.columns, *table.samples, index, options.series);
    if (!series) return add_problem(inspection, series.error());
    inspection.series = *series;
    const auto bookkeeping = find_bookkeeping(table.columns, *table.samples, table.complete_rows());
    const auto inputs = look_at_the_columns(inspection, table, bookkeeping, options);
    const auto targets = look_at_the_target(inspection, table, index, options);
    if (!inspection.usable()) return;
    const auto sample = some_rows(index, sample_limit);
    const bool answers = targets.has_value();
    const Sight sight{table,
                      index,
                      sample,
                      answers ? &*inspection.schema : nullptr,
                      answers ? &*targets : nullptr,
                      inputs,
                      series->shape.ordered()};
    if (!times) times = numeric_times(table, bookkeeping);
    take_over(inspection, table, find_what_is_odd(sight, series->shape, times));
    for (const auto& position : find_positions(table.columns, *table.samples, index))
        inspection.findings.push_back({"position",
                                       Weight::note,
                                       shown(table.columns[position.column]) + " " + position.what + ".",
                                       "",
                                       "it is kept as an input; --drop leaves it out",
                                       {table.columns[position.column]}});
    find_distributions(inspection, sight);
}

}  // namespace

const char* ColumnSummary::type() const {
    if (numbers == 0 && texts == 0) return "empty";
    if (texts > 0) return numbers > 0 ? "mixed" : "text";
    return integers ? "integer" : "number";
}

Result<Inspection> inspect_files(const std::vector<std::string>& paths, const InspectOptions& options) {
    CsvOptions reading;
    reading.target = options.target;
    reading.drop = options.drop;
    reading.reading = options.reading;
    reading.guess_target = true;
    Inspector inspector(options);
    MOTE_TRY(table, read_files(paths, reading, &inspector));
    Inspection inspection = inspector.report(table);
    inspection.file = paths.front();
    if (paths.size() > 1) inspection.files = paths;
    inspection.notices = table.notices;
    inspection.incomplete_rows = table.incomplete.size();
    if (table.target && !inspection.target) {  // from the names of files
        inspection.target = inspection.columns.size();
        ColumnSummary labels;
        labels.name = table.target->name;
        labels.texts = table.rows;
        labels.distinct = table.target->texts.size();
        inspection.columns.push_back(std::move(labels));
    }
    sum_up_inputs(inspection, table);
    if (inspection.usable()) look_at_the_whole(inspection, table, inspector.times(table.rows), options);
    return inspection;
}

Result<Inspection> inspect_csv(const std::string& path, const InspectOptions& options) {
    return inspect_files({path}, options);
}

}  // namespace mote::data
