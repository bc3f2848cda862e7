#include "data/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/rows.hpp"
#include "data/cell.hpp"
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
    if (options.target.empty())
        return Error{ErrorCode::usage, "no target column is named", options.file,
                     "name it with --target COL"};
    return Done{};
}

Result<Partition> default_split(const Table& table, const DatasetOptions& options) {
    const auto index = all_rows(table.rows);
    MOTE_TRY(schema, detect_schema(table, options.task));
    MOTE_TRY(targets, encode_targets(table, schema));
    Partition parts = hold_out(strata_of(targets, index), options.hold_out_fraction, options.seed);
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
    return default_split(table, options);
}

std::shared_ptr<const Targets> shared(Targets targets) {
    return std::make_shared<const Targets>(std::move(targets));
}

Result<TestRows> test_rows_of(const std::string& file, const ModelColumns& model) {
    MOTE_TRY(table, read_csv(file, {.target = model.target, .only = model.columns}));
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
    rows.index = all_rows(table.rows);
    rows.columns = model.columns;
    rows.shape = model.shape;
    return rows;
}

/// Fills schema, series and training rows from the rows in `index` alone.
Status learn_from(const Table& table, std::vector<uint32_t> index, const DatasetOptions& options,
                  Dataset& out) {
    MOTE_TRY(schema, detect_schema(table, index, options.task));
    MOTE_TRY(series, detect_series(table.columns, *table.samples, index, options.series));
    MOTE_TRY(targets, encode_targets(table, schema));
    out.schema = std::move(schema);
    out.series = std::move(series);
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

}  // namespace

Result<Dataset> load_dataset(const DatasetOptions& options) {
    MOTE_CHECK(check_options(options));
    MOTE_TRY(table, read_csv(options.file, {.target = options.target}));
    Dataset out;
    if (options.test_file) {
        MOTE_CHECK(learn_from(table, all_rows(table.rows), options, out));
        out.split = fmt::format("the rows of {} held out", *options.test_file);
        const ModelColumns model{table.columns, options.target, out.schema.task, out.schema.classes,
                                 out.series.shape};
        MOTE_TRY(test, test_rows_of(*options.test_file, model));
        out.test = std::move(test);
        out.held_out = out.test.index;
        return out;
    }
    MOTE_TRY(parts, partition(table, options, out.split));
    MOTE_CHECK(learn_from(table, std::move(parts.kept), options, out));
    separate(out, std::move(parts.held_out));
    return out;
}

Result<TestRows> load_test_rows(const std::string& file, const ModelColumns& model) {
    return test_rows_of(file, model);
}

Result<PredictionRows> load_prediction_rows(const std::string& file, const ModelColumns& model) {
    auto read = read_csv(file, {.target = model.target, .target_optional = true, .only = model.columns});
    // Rows to predict often have the column of the answers, but with nothing in it.
    if (!read) read = read_csv(file, {.only = model.columns});
    MOTE_TRY(table, std::move(read));
    MOTE_TRY(samples, samples_for(table, model.columns));
    PredictionRows out{std::move(samples), {}};
    if (!table.target) return out;
    const Schema schema{model.task, model.classes, ""};
    if (auto targets = encode_targets(table, schema)) out.targets = std::move(*targets);
    return out;
}

}  // namespace mote::data
