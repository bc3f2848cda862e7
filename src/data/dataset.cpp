#include "data/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/rows.hpp"
#include "data/bookkeeping.hpp"
#include "data/cell.hpp"
#include "data/digits.hpp"
#include "data/many_files.hpp"
#include "data/separate.hpp"

namespace mote::data {
namespace {

Status check_options(const DatasetOptions& options) {
    const int ways =
        options.test_file.has_value() + options.folds_file.has_value() + options.test_rows_file.has_value();
    if (ways > 1)
        return Error{ErrorCode::usage, "more than one way to hold out rows", "--test, --folds",
                     "give only one"};
    if (options.folds_file.has_value() != options.fold.has_value())
        return Error{ErrorCode::usage, "--folds FILE and --fold K go together", "", "give both or neither"};
    if (options.target.empty() && !labels_files(options.reading))
        return Error{ErrorCode::usage, "no target column is named", options.file,
                     "name it with --target COL"};
    for (const auto& name : options.keep)
        if (std::ranges::find(options.drop, name) != options.drop.end())
            return Error{ErrorCode::usage, fmt::format("{} is both dropped and kept", shown(name)),
                         "--drop, --keep", "name it in one of them only"};
    return Done{};
}

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

/// Whole files on one side, in proportion from every class; empty where a class has one file only.
Partition split_files(const Table& table, const Targets& targets, const DatasetOptions& options) {
    const auto rows = table.labelled_rows();
    std::vector<uint32_t> file_of(rows.size()), strata(table.file_starts.size(), 0);
    for (size_t i = 0; i < rows.size(); ++i) {
        const auto after = std::ranges::upper_bound(table.file_starts, rows[i]);
        file_of[i] = static_cast<uint32_t>(after - table.file_starts.begin()) - 1;
        if (targets.task != Task::regression) strata[file_of[i]] = targets.labels[rows[i]];
    }
    double fraction = options.hold_out_fraction;  // but at least one file of each class
    for (const uint32_t stratum : strata) {
        const auto alike = std::ranges::count(strata, stratum);
        if (alike < 2) return {};
        fraction = std::max(fraction, 1.0 / static_cast<double>(alike));
    }
    const Partition files = hold_out(strata, fraction, options.seed);
    Partition parts;
    for (size_t i = 0; i < rows.size(); ++i) {
        const bool held_out = std::ranges::find(files.held_out, file_of[i]) != files.held_out.end();
        (held_out ? parts.held_out : parts.kept).push_back(rows[i]);
    }
    return parts;
}

Result<Partition> default_split(const Table& table, const DatasetOptions& options, std::string& how) {
    const auto index = table.labelled_rows();
    MOTE_TRY(schema, detect_schema(table, index, options.task));
    MOTE_TRY(targets, encode_targets(table, schema));
    if (table.file_starts.size() > 1) {
        auto parts = split_files(table, targets, options);
        if (!parts.held_out.empty() && !parts.kept.empty()) {
            how = fmt::format("whole files held out, in proportion from every class, seed {}", options.seed);
            return parts;
        }
        how += "; rows of one file are on both sides, which flatters the figures";
    }
    Partition parts = hold_out(strata_of(targets, index), options.hold_out_fraction, options.seed);
    for (auto* side : {&parts.kept, &parts.held_out})
        for (uint32_t& row : *side) row = index[row];
    if (parts.held_out.empty())
        return Error{ErrorCode::input, fmt::format("{} rows are too few to hold some out", table.rows),
                     table.file, "add rows, or give rows to test on with --test FILE"};
    return parts;
}

Result<Partition> partition(const Table& table, const DatasetOptions& options, std::string& how) {
    if (options.folds_file) {
        how = fmt::format("fold {} of {} held out", *options.fold, *options.folds_file);
        return read_folds(*options.folds_file, table.rows, *options.fold);
    }
    if (options.test_rows_file) {
        how = fmt::format("the rows listed in {} held out", *options.test_rows_file);
        return read_row_list(*options.test_rows_file, table.rows);
    }
    how = fmt::format("{:.0f} % of the rows held out, stratified, seed {}", 100 * options.hold_out_fraction,
                      options.seed);
    return default_split(table, options, how);
}

std::shared_ptr<const Targets> shared(Targets targets) {
    return std::make_shared<const Targets>(std::move(targets));
}

/// How a file is read for a model: its columns by title, others beside them unread.
CsvOptions options_for(const ModelColumns& model, const ReadingOptions& reading) {
    CsvOptions options;
    options.target = model.target;
    options.only = model.columns;
    options.reading = reading;
    options.positions = false;
    return options;
}

std::string rows_without_target(size_t count) {
    return fmt::format("rows     {} without a target left out", count);
}

Result<TestRows> test_rows_of(const std::string& file, const ModelColumns& model,
                              const ReadingOptions& reading, std::vector<std::string>& notices) {
    MOTE_TRY(table, read_csv(file, options_for(model, reading)));
    const Schema schema{model.task, model.classes, ""};
    TestRows rows;
    if (table.columns == model.columns) {
        rows.samples = table.samples;
    } else {
        MOTE_TRY(samples, samples_for(table, model.columns));
        rows.samples = std::make_shared<const SampleMatrix>(std::move(samples));
    }
    MOTE_TRY(targets, encode_targets(table, schema));
    rows.targets = shared(std::move(targets));
    rows.index = table.labelled_rows();
    rows.columns = model.columns;
    rows.shape = model.shape;
    if (rows.index.empty())
        return Error{ErrorCode::input, "no row has a target and all inputs", file,
                     "fill the column " + shown(model.target) + " in, or use mote predict"};
    notices.insert(notices.end(), table.notices.begin(), table.notices.end());
    if (const size_t missing = table.target->missing.size(); missing > 0)
        notices.push_back(rows_without_target(missing));
    return rows;
}

/// What is bookkeeping in every file of the table.
std::vector<BookkeepingColumn> bookkeeping_of(const Table& table) {
    const auto complete = table.complete_rows();
    auto found = find_bookkeeping(table.columns, *table.samples, complete);
    if (table.file_starts.size() < 2) return found;
    const auto known = [&](size_t column) {
        return std::ranges::find(found, column, &BookkeepingColumn::column) != found.end();
    };
    std::vector<size_t> votes(table.columns.size());
    std::vector<std::string> what(table.columns.size());
    size_t judged = 0;
    for (size_t f = 0; f < table.file_starts.size(); ++f) {
        const uint32_t end =
            f + 1 < table.file_starts.size() ? table.file_starts[f + 1] : static_cast<uint32_t>(table.rows);
        const auto from = std::ranges::lower_bound(complete, table.file_starts[f]);
        const auto to = std::ranges::lower_bound(complete, end);
        if (to - from < 20) continue;
        ++judged;
        for (auto& column : find_bookkeeping(table.columns, *table.samples, {from, to})) {
            ++votes[column.column];
            what[column.column] = std::move(column.what);
        }
    }
    for (size_t c = 0; c < votes.size() && judged > 0; ++c)
        if (votes[c] == judged && !known(c)) found.push_back({c, what[c]});
    return found;
}

/// Takes the columns out of the table that only count rows, tell time or name rows.
Status leave_out_bookkeeping(Table& table, const DatasetOptions& options, Dataset& out) {
    std::vector<bool> keeps(table.columns.size());
    for (const auto& name : options.keep) {
        const auto at = std::ranges::find(table.columns, name);
        if (at == table.columns.end()) return unknown_keep(table, name);
        keeps[static_cast<size_t>(at - table.columns.begin())] = true;
    }
    auto found = bookkeeping_of(table);
    for (const auto& position : find_positions(table.columns, *table.samples, table.complete_rows()))
        out.notices.push_back("inputs   " + shown(table.columns[position.column]) + " " + position.what +
                              ": taken in");
    std::erase_if(found, [&](const BookkeepingColumn& b) { return keeps[b.column]; });
    if (found.empty()) return Done{};
    if (found.size() == table.columns.size()) {
        out.notices.push_back("inputs   " + shown(table.columns[0]) + " " + found[0].what +
                              "; taken in, for there is no other column");
        return Done{};
    }
    std::vector<size_t> kept;
    for (size_t c = 0; c < table.columns.size(); ++c)
        if (std::ranges::find(found, c, &BookkeepingColumn::column) == found.end()) kept.push_back(c);
    for (const auto& column : found)
        out.left_out.push_back({table.columns[column.column], column.what, true});
    keep_columns(table, kept);
    return Done{};
}

/// Names the columns that never change; error when no column does.
Status check_varies(const Table& table, std::span<const uint32_t> index, Dataset& out) {
    const auto constant = constant_columns(*table.samples, index);
    if (constant.empty()) return Done{};
    if (constant.size() == table.columns.size())
        return Error{ErrorCode::input,
                     fmt::format("no input varies: {} the same value in every row to learn from",
                                 constant.size() == 1 ? "the only column has" : "every column has"),
                     table.file, "add columns that vary with the target"};
    std::string names;
    for (size_t i = 0; i < std::min<size_t>(constant.size(), 5); ++i)
        names += (i > 0 ? ", " : "") + shown(table.columns[constant[i]]);
    out.notices.push_back(fmt::format("constant {} of {} columns never change: {}{}", constant.size(),
                                      table.columns.size(), names, constant.size() > 5 ? ", ..." : ""));
    return Done{};
}

/// Fills schema, series and training rows from the rows in `index` alone.
Status learn_from(const Table& table, std::vector<uint32_t> index, const DatasetOptions& options,
                  Dataset& out) {
    MOTE_TRY(schema, detect_schema(table, index, options.task));
    MOTE_TRY(series, detect_series(table.columns, *table.samples, index, options.series));
    MOTE_TRY(targets, encode_targets(table, schema));
    MOTE_CHECK(check_digits(table, targets, index));
    MOTE_CHECK(check_varies(table, index, out));
    out.schema = std::move(schema);
    out.series = std::move(series);
    out.target = table.target->name;
    out.training.samples = table.samples;
    out.training.targets = shared(std::move(targets));
    out.training.index = std::move(index);
    out.training.columns = table.columns;
    out.training.shape = out.series.shape;
    return Done{};
}

/// Cuts the test rows out of the matrix of all rows, in which the training rows stay where they are.
void separate(Dataset& out, std::vector<uint32_t> held_out) {
    const auto samples = std::move(out.training.samples);
    out.training.samples = std::make_shared<const SampleMatrix>(only(*samples, out.training.index));
    static_cast<LabelledRows&>(out.test) = out.training;
    out.test.samples = std::make_shared<const SampleMatrix>(compact(*samples, held_out));
    out.test.targets = shared(compact(*out.training.targets, held_out));
    out.test.index = all_rows(held_out.size());
    out.held_out = std::move(held_out);
}

Result<Table> read_training_file(const DatasetOptions& options, Dataset& out) {
    CsvOptions reading;
    if (!options.target.empty()) reading.target = options.target;
    reading.drop = options.drop;
    reading.reading = options.reading;
    std::vector<std::string> files = {options.file};
    files.insert(files.end(), options.more_files.begin(), options.more_files.end());
    MOTE_TRY(table, read_files(files, reading));
    out.notices = table.notices;
    out.left_out = table.left_out;
    out.incomplete_rows = table.incomplete.size();
    if (table.incomplete.size() == table.rows)
        return Error{ErrorCode::input, "every row lacks an input", table.file,
                     "fill the cells in, or leave the columns out that have the gaps: --drop COL"};
    MOTE_CHECK(leave_out_bookkeeping(table, options, out));
    out.rows_without_target = table.target->missing.size();
    if (out.rows_without_target > 0) out.notices.push_back(rows_without_target(out.rows_without_target));
    return std::move(table);
}

// Rows of a split that have a target.
std::vector<uint32_t> labelled(const Table& table, const std::vector<uint32_t>& rows) {
    std::vector<uint32_t> out;
    std::ranges::set_intersection(rows, table.labelled_rows(), std::back_inserter(out));
    return out;
}

}  // namespace

Result<Dataset> load_dataset(const DatasetOptions& options) {
    MOTE_CHECK(check_options(options));
    Dataset out;
    MOTE_TRY(table, read_training_file(options, out));
    if (options.test_file) {
        MOTE_CHECK(learn_from(table, table.labelled_rows(), options, out));
        out.split = fmt::format("the rows of {} held out", *options.test_file);
        const ModelColumns model{table.columns, out.target, out.schema.task, out.schema.classes,
                                 out.series.shape};
        MOTE_TRY(test, test_rows_of(*options.test_file, model, options.reading, out.notices));
        out.test = std::move(test);
        out.held_out = out.test.index;
        return out;
    }
    MOTE_TRY(parts, partition(table, options, out.split));
    MOTE_CHECK(learn_from(table, labelled(table, parts.kept), options, out));
    separate(out, labelled(table, parts.held_out));
    return out;
}

Result<TestRows> load_test_rows(const std::string& file, const ModelColumns& model,
                                const ReadingOptions& reading, std::vector<std::string>* notices) {
    std::vector<std::string> ignored;
    return test_rows_of(file, model, reading, notices != nullptr ? *notices : ignored);
}

Result<PredictionRows> load_prediction_rows(const std::string& file, const ModelColumns& model,
                                            const ReadingOptions& reading) {
    CsvOptions options = options_for(model, reading);
    options.target_optional = true;
    auto read = read_csv(file, options);
    // Rows to predict often have the column of the answers, but with anything in it.
    if (!read) {
        options.target.reset();
        read = read_csv(file, options);
    }
    MOTE_TRY(table, std::move(read));
    MOTE_TRY(samples, samples_for(table, model.columns));
    PredictionRows out{std::move(samples), table.complete_rows(), {}, table.notices};
    if (!table.target || !table.target->missing.empty()) return out;
    const Schema schema{model.task, model.classes, ""};
    if (auto targets = encode_targets(table, schema)) out.targets = std::move(*targets);
    return out;
}

}  // namespace mote::data
