#include "data/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "core/group_folds.hpp"
#include "core/memory.hpp"
#include "core/rows.hpp"
#include "data/cell.hpp"
#include "data/digits.hpp"
#include "data/left_out.hpp"
#include "data/many_files.hpp"
#include "data/model_rows.hpp"
#include "data/recording.hpp"
#include "data/separate.hpp"

namespace mote::data {
namespace {

Status check_split(const DatasetOptions& options) {
    const int ways = options.test_file.has_value() + options.folds_file.has_value() +
                     options.test_rows_file.has_value() + options.fold_count.has_value();
    if (ways > 1)
        return Error{ErrorCode::usage, "more than one way to hold out rows", "--test, --folds",
                     "give only one"};
    if (options.fold_count && *options.fold_count < 2)
        return Error{ErrorCode::usage, "one fold leaves nothing to learn from", "--folds", "give 2 or more"};
    if (options.fold_count && options.fold.value_or(0) >= *options.fold_count)
        return Error{ErrorCode::usage,
                     fmt::format("there is no fold {} of {}", *options.fold, *options.fold_count), "--fold",
                     fmt::format("folds count from 0 to {}", *options.fold_count - 1)};
    if (!options.fold_count && options.folds_file.has_value() != options.fold.has_value())
        return Error{ErrorCode::usage, "--folds FILE and --fold K go together", "", "give both or neither"};
    return options.groups.check();
}

Status check_options(const DatasetOptions& options) {
    MOTE_CHECK(check_split(options));
    if (options.windows.shift && !options.windows.wanted())
        return Error{ErrorCode::usage, "a shift without a window", "--shift", "give --window too"};
    if (options.target.empty() && !labels_files(options.reading))
        return Error{ErrorCode::usage, "no target column is named", options.file,
                     "name it with --target COL"};
    for (const auto& name : options.keep)
        if (std::ranges::find(options.drop, name) != options.drop.end())
            return Error{ErrorCode::usage, fmt::format("{} is both dropped and kept", shown(name)),
                         "--drop, --keep", "name it in one of them only"};
    return Done{};
}

std::shared_ptr<const Targets> shared(Targets targets) {
    return std::make_shared<const Targets>(std::move(targets));
}

/// The rows of a split that have a target and, but for gaps that are accepted, all inputs.
std::vector<uint32_t> labelled(const Table& table, const std::vector<uint32_t>& rows) {
    std::vector<uint32_t> out;
    std::ranges::set_intersection(rows, table.labelled_rows(), std::back_inserter(out));
    return out;
}

/// Values for inputs that training rows lack, from these rows alone. Rows for which there are none are left out on both sides.
void impute(Table& table, std::vector<uint32_t>& index, Dataset& out) {
    const Fills fills = fills_of(table, index);
    std::vector<bool> has_fill(table.columns.size());
    for (const auto& fill : fills) has_fill[fill.input] = true;
    accept_gaps(table, has_fill);
    index = labelled(table, index);
    std::vector<bool> imputed(table.rows);
    for (const auto& fill : fills) {
        std::vector<uint32_t> rows;
        std::ranges::set_intersection(index, table.missing[fill.input], std::back_inserter(rows));
        for (const uint32_t row : rows) imputed[row] = true;
        out.imputed.push_back({table.columns[fill.input], fill.value, rows.size()});
    }
    out.imputed_rows = static_cast<size_t>(std::ranges::count(imputed, true));
    out.incomplete_rows = table.incomplete.size();
    table.samples = std::make_shared<const SampleMatrix>(filled(table, fills));
    if (!fills.empty()) out.training.fills = std::make_shared<const Fills>(fills);
}

/// Rows of a recording follow each other, and files with a number or a group a row ask for all of them: these are read whole.
size_t most_table_bytes(const DatasetOptions& options) {
    const bool whole = options.windows.wanted() || options.folds_file || options.test_rows_file ||
                       options.groups.in_file() || !options.more_files.empty();
    return whole ? 0 : options.reading.max_table.value_or(available_memory() / 4);
}

/// One line of the values, and one of the rows that are left out.
void note_imputation(Dataset& out) {
    std::string list;
    for (const auto& column : out.imputed)
        list += fmt::format("{}{} in {} rows by {:.6g}", list.empty() ? "" : ", ", shown(column.column),
                            column.rows, column.value);
    if (!list.empty())
        out.notices.push_back("imputed  " + list + ": medians of the training rows, part of the model");
    if (out.incomplete_rows > 0) out.notices.push_back(incomplete_notice(out.incomplete_rows));
}

/// Fills schema, series and training rows from the rows in `index` alone.
Status learn_from(Table& table, std::vector<uint32_t> index, const DatasetOptions& options, Dataset& out) {
    if (out.imputing) impute(table, index, out);
    if (!out.windowing) note_imputation(out);
    MOTE_TRY(schema, detect_schema(table, index, options.task));
    if (!out.windowing) {
        MOTE_TRY(series, detect_series(table.columns, *table.samples, index, options.series));
        out.series = std::move(series);
    }
    MOTE_TRY(targets, encode_targets(table, schema));
    MOTE_CHECK(check_digits(table, targets, index));
    MOTE_TRY(constant, constant_notice(table, index));
    if (!constant.empty()) out.notices.push_back(std::move(constant));
    out.schema = std::move(schema);
    out.target = table.target->name;
    out.training.samples = table.samples;
    out.training.targets = shared(std::move(targets));
    out.training.index = std::move(index);
    out.training.columns = table.columns;
    out.training.shape = out.series.shape;
    return Done{};
}

/// Cuts the test rows out of the matrix of all rows, in which the training rows stay where they are. What they lack is missing
/// there, too.
void separate(const Table& table, Dataset& out, std::vector<uint32_t> held_out) {
    const auto samples = std::move(out.training.samples);
    out.training.samples = std::make_shared<const SampleMatrix>(only(*samples, out.training.index));
    static_cast<LabelledRows&>(out.test) = out.training;
    auto test = compact(*samples, held_out);
    if (out.imputing) test = with_gaps(std::move(test), table, held_out);
    out.test.samples = std::make_shared<const SampleMatrix>(std::move(test));
    out.test.targets = shared(compact(*out.training.targets, held_out));
    out.test.index = all_rows(held_out.size());
    out.held_out = std::move(held_out);
}

Result<Table> read_training_file(const DatasetOptions& options, Dataset& out) {
    CsvOptions reading;
    if (!options.target.empty()) reading.target = options.target;
    reading.drop = options.drop;
    reading.reading = options.reading;
    reading.reading.max_table = most_table_bytes(options);
    reading.origin = true;
    reading.session = options.windows.session;
    reading.group = options.groups.column();
    std::vector<std::string> files = {options.file};
    files.insert(files.end(), options.more_files.begin(), options.more_files.end());
    MOTE_TRY(table, read_files(files, reading));
    out.notices = table.notices;
    out.left_out = table.left_out;
    out.incomplete_rows = table.incomplete.size();
    out.every = table.every;
    MOTE_TRY(choice, impute_from_name(options.impute));
    const bool imputing = !options.windows.wanted() && imputes(table, choice);
    const auto accept_all = [&table] { accept_gaps(table, std::vector<bool>(table.columns.size(), true)); };
    // columns that count rows are found in whole rows, where there are enough
    if (imputing && 2 * table.incomplete.size() > table.rows) accept_all();
    if (table.incomplete.size() == table.rows)
        return Error{ErrorCode::input, "every row lacks an input", table.file,
                     "fill the cells in, or leave the columns out that have the gaps: --drop COL"};
    MOTE_TRY(columns, leave_out_bookkeeping(table, options.keep));
    if (imputing) accept_all();
    out.imputing = imputing;
    std::ranges::move(columns.notices, std::back_inserter(out.notices));
    std::ranges::move(columns.left_out, std::back_inserter(out.left_out));
    out.rows_without_target = table.target->missing.size();
    if (out.rows_without_target > 0 && !options.windows.wanted())
        out.notices.push_back(without_target_notice(out.rows_without_target));
    return std::move(table);
}

bool in_one_group(const LabelledRows& rows, const std::vector<uint32_t>& groups) {
    if (groups.empty() || rows.size() == 0) return false;
    const uint32_t first = groups[rows.index[0]];
    return std::ranges::all_of(rows.index, [&](uint32_t row) { return groups[row] == first; });
}

/// Finds the groups for validation inside the training rows: those of the split; pieces for windows without groups, and where
/// the last part of the time is held out: validation then asks for another time as well.
void group_training(const Dependence& dependence, const DatasetOptions& options, Dataset& out) {
    const auto& rows = out.training;
    if (options.split == SplitChoice::random) return;
    std::vector<uint32_t> groups = dependence.groups.of_rows;
    if (!dependence.places.empty() && (groups.empty() || options.split == SplitChoice::time))
        groups = groups_by_pieces(rows, groups);
    if (in_one_group(rows, groups))
        out.notices.push_back(
            "groups   all rows to learn from are in one: nothing in them tells how a model does in others");
    if (!groups.empty())
        out.training.groups = std::make_shared<const std::vector<uint32_t>>(std::move(groups));
}

/// Finds the groups of test rows that were held out of the table itself.
void group_test(const Dependence& dependence, Dataset& out) {
    if (dependence.groups)
        for (const uint32_t row : out.held_out) out.test.groups.push_back(dependence.groups.of_rows[row]);
    else if (!dependence.places.empty())
        out.test.groups = groups_by_pieces(out.test);
}

SeriesGuess series_of(const Windowing& windowing) {
    const auto axes = static_cast<uint16_t>(windowing.axes.size());
    return {{windowing.steps, axes},
            fmt::format("windows of {} steps of {} {}", windowing.steps, axes, axes == 1 ? "axis" : "axes")};
}

Status load_test(const Table& table, const DatasetOptions& options, Dataset& out) {
    ModelColumns model{table.columns,      out.target,       out.schema.task,
                       out.schema.classes, out.series.shape, out.windowing};
    if (out.training.fills) {
        model.dispensable.resize(table.columns.size());
        for (const auto& fill : *out.training.fills) model.dispensable[fill.input] = true;
    }
    std::vector<std::string> files = {*options.test_file};
    files.insert(files.end(), options.more_test_files.begin(), options.more_test_files.end());
    // a file of groups is that of the rows to learn from
    const GroupNames names{options.groups.column(), options.groups.pattern, true};
    MOTE_TRY(test, load_test_rows(files, model, options.reading, &out.notices, names));
    out.test = std::move(test);
    out.held_out = out.test.index;
    out.split = files.size() == 1 ? fmt::format("the rows of {} held out", files[0])
                                  : fmt::format("the rows of {} files held out", files.size());
    return Done{};
}

}  // namespace

Result<Dataset> load_dataset(const DatasetOptions& options) {
    MOTE_CHECK(check_options(options));
    Dataset out;
    MOTE_TRY(as_read, read_training_file(options, out));
    MOTE_TRY(recorded, prepare(std::move(as_read), options));
    auto& [table, dependence, windowing, report, notices] = recorded;
    out.notices.insert(out.notices.end(), notices.begin(), notices.end());
    out.groups = dependence.groups.what;
    out.windowing = windowing;
    out.windows = report;
    if (windowing) out.series = series_of(windowing);
    if (options.test_file) {
        MOTE_CHECK(learn_from(table, table.labelled_rows(), options, out));
        group_training(dependence, options, out);
        MOTE_CHECK(load_test(table, options, out));
        return out;
    }
    if (options.hold_out_fraction <= 0) {
        MOTE_CHECK(learn_from(table, table.labelled_rows(), options, out));
        group_training(dependence, options, out);
        out.split = "no row is held out";
        return out;
    }
    MOTE_TRY(parts, partition(table, dependence, options, out.split));
    MOTE_CHECK(learn_from(table, labelled(table, parts.kept), options, out));
    group_training(dependence, options, out);
    if (options.split == SplitChoice::random)
        out.flattery = flattery_of(recorded, out.training, options.seed, out.notices);
    separate(table, out, labelled(table, parts.held_out));
    group_test(dependence, out);
    for (uint32_t& row : out.held_out) row = static_cast<uint32_t>(table.file_row(row));
    return out;
}

}  // namespace mote::data
