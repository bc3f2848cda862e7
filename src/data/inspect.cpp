#include "data/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/memory.hpp"
#include "data/bookkeeping.hpp"
#include "data/cell.hpp"
#include "data/digits.hpp"
#include "data/findings/rate.hpp"
#include "data/imputation.hpp"
#include "data/input_summaries.hpp"
#include "data/inspector.hpp"
#include "data/many_files.hpp"

namespace mote::data {
namespace {

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

/// Notes what training leaves out and what it would refuse. Returns the positions of the columns left.
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
    const auto places = places_in(sight.table, inspection.columns);
    for (size_t c = 0; c < places.size(); ++c)
        if (places[c])
            inspection.columns[c].distribution = distribution_of(sight.column(*places[c], sight.sample));
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

void add_findings(Inspection& inspection, const Table& table, TableFindings found) {
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

// Task, classes and order need the whole table, in which no problem was found.
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
    add_findings(inspection, table, find_what_is_odd(sight, series->shape, times));
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
    if (!reading.reading.max_table && paths.size() == 1) reading.reading.max_table = available_memory() / 4;
    Inspector inspector(options);
    MOTE_TRY(table, read_files(paths, reading, &inspector));
    Inspection inspection = inspector.report(table);
    inspection.file = paths.front();
    if (paths.size() > 1) inspection.files = paths;
    inspection.notices = table.notices;
    inspection.incomplete_rows = table.incomplete.size();
    if (auto notice = imputation_notice(table); !notice.empty())
        inspection.notices.push_back(std::move(notice));
    if (table.target && !inspection.target) {  // from the names of files
        inspection.target = inspection.columns.size();
        ColumnSummary labels;
        labels.name = table.target->name;
        labels.texts = table.rows;
        labels.distinct = table.target->texts.size();
        inspection.columns.push_back(std::move(labels));
    }
    summarise_inputs(table, inspection.columns);
    if (inspection.usable()) look_at_the_whole(inspection, table, inspector.times(table.rows), options);
    return inspection;
}

Result<Inspection> inspect_csv(const std::string& path, const InspectOptions& options) {
    return inspect_files({path}, options);
}

}  // namespace mote::data
