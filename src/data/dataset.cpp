#include "data/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/group_folds.hpp"
#include "core/rows.hpp"
#include "data/bookkeeping.hpp"
#include "data/cell.hpp"
#include "data/digits.hpp"
#include "data/many_files.hpp"
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
    if (!options.group.empty() && !options.group_pattern.empty())
        return Error{ErrorCode::usage, "groups by a column and by file names", "--group, --group-pattern",
                     "give only one"};
    return Done{};
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

std::shared_ptr<const Targets> shared(Targets targets) {
    return std::make_shared<const Targets>(std::move(targets));
}

/// How a file is read for a model: its columns by title, others beside them unread.
CsvOptions options_for(const ModelColumns& model, const ReadingOptions& reading) {
    CsvOptions options;
    options.target = model.target;
    options.only = model.windowing ? model.windowing.axes : model.columns;
    options.reading = reading;
    options.positions = false;
    options.origin = static_cast<bool>(model.windowing);
    options.session = model.windowing.session;
    options.session_optional = true;
    return options;
}

std::string rows_without_target(size_t count) {
    return fmt::format("rows     {} without a target left out", count);
}

/// The columns in the model's order.
Status arrange(Table& table, const std::vector<std::string>& columns) {
    if (table.columns == columns) return Done{};
    MOTE_TRY(samples, samples_for(table, columns));
    table.samples = std::make_shared<const SampleMatrix>(std::move(samples));
    table.columns = columns;
    table.lost_digits.assign(columns.size(), 0);
    return Done{};
}

/// A recording read for a model of windows, cut as it was trained.
Result<Windows> windows_for(Table table, const ModelColumns& model, bool keep_all) {
    MOTE_CHECK(arrange(table, model.windowing.axes));
    Cutting cutting;
    cutting.known = model.windowing;
    cutting.classes = model.task != Task::regression;
    cutting.keep_all = keep_all;
    return cut_windows(table, cutting);
}

Result<TestRows> test_rows_of(const std::vector<std::string>& files, const ModelColumns& model,
                              const ReadingOptions& reading, std::vector<std::string>& notices) {
    MOTE_TRY(table, read_files(files, options_for(model, reading)));
    notices.insert(notices.end(), table.notices.begin(), table.notices.end());
    if (const size_t missing = table.target->missing.size(); missing > 0 && !model.windowing)
        notices.push_back(rows_without_target(missing));
    if (model.windowing) {
        MOTE_TRY(windows, windows_for(std::move(table), model, false));
        notices.insert(notices.end(), windows.notices.begin(), windows.notices.end());
        table = std::move(windows.table);
    }
    const Schema schema{model.task, model.classes, ""};
    if (auto notice = forget_unknown_classes(table, schema); !notice.empty())
        notices.push_back(std::move(notice));
    TestRows rows;
    MOTE_CHECK(arrange(table, model.columns));
    rows.samples = table.samples;
    MOTE_TRY(targets, encode_targets(table, schema));
    rows.targets = shared(std::move(targets));
    rows.index = table.labelled_rows();
    rows.columns = model.columns;
    rows.shape = model.shape;
    if (rows.index.empty())
        return Error{ErrorCode::input, "no row has a target and all inputs", files.at(0),
                     "fill the column " + shown(model.target) + " in, or use mote predict"};
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
    if (!out.windowing) {
        MOTE_TRY(series, detect_series(table.columns, *table.samples, index, options.series));
        out.series = std::move(series);
    }
    MOTE_TRY(targets, encode_targets(table, schema));
    MOTE_CHECK(check_digits(table, targets, index));
    MOTE_CHECK(check_varies(table, index, out));
    out.schema = std::move(schema);
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
    reading.origin = true;
    reading.session = options.windows.session;
    if (!names_group_file(options.group)) reading.group = options.group;
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
    if (out.rows_without_target > 0 && !options.windows.wanted())
        out.notices.push_back(rows_without_target(out.rows_without_target));
    return std::move(table);
}

// Rows of a split that have a target.
std::vector<uint32_t> labelled(const Table& table, const std::vector<uint32_t>& rows) {
    std::vector<uint32_t> out;
    std::ranges::set_intersection(rows, table.labelled_rows(), std::back_inserter(out));
    return out;
}

constexpr uint32_t pieces_of_a_recording = 8;

/// Groups for validation inside the training rows: those of the split; windows without any get pieces of the
/// recording instead.
void group_training(const Dependence& dependence, const DatasetOptions& options, Dataset& out) {
    const auto& rows = out.training;
    if (options.split == SplitChoice::random) return;
    std::vector<uint32_t> groups = dependence.groups.of_rows;
    if (groups.empty() && !dependence.places.empty()) {
        std::vector<uint32_t> classes(rows.index.size(), 0);
        for (size_t i = 0; i < classes.size() && rows.targets->task != Task::regression; ++i)
            classes[i] = rows.targets->labels[rows.index[i]];
        const auto pieces = contiguous_pieces(classes, pieces_of_a_recording);
        groups.assign(rows.samples->rows(), 0);
        for (size_t i = 0; i < pieces.size(); ++i) groups[rows.index[i]] = pieces[i];
    }
    out.training_groups = std::move(groups);
}

/// Neighbouring windows share steps: intervals are counted over pieces of the recording, as validation is.
std::vector<uint32_t> pieces_of(const TestRows& test) {
    std::vector<uint32_t> classes(test.size(), 0);
    for (size_t i = 0; i < classes.size() && test.targets->task != Task::regression; ++i)
        classes[i] = test.targets->labels[test.index[i]];
    return contiguous_pieces(classes, pieces_of_a_recording);
}

/// Of rows that were held out of the table itself.
void group_test(const Dependence& dependence, Dataset& out) {
    if (dependence.groups)
        for (const uint32_t row : out.held_out) out.test_groups.push_back(dependence.groups.of_rows[row]);
    else if (!dependence.places.empty())
        out.test_groups = pieces_of(out.test);
}

SeriesGuess series_of(const Windowing& windowing) {
    const auto axes = static_cast<uint16_t>(windowing.axes.size());
    return {{windowing.steps, axes},
            fmt::format("windows of {} steps of {} {}", windowing.steps, axes, axes == 1 ? "axis" : "axes")};
}

Status load_test(const Table& table, const DatasetOptions& options, Dataset& out) {
    const ModelColumns model{table.columns,      out.target,       out.schema.task,
                             out.schema.classes, out.series.shape, out.windowing};
    std::vector<std::string> files = {*options.test_file};
    files.insert(files.end(), options.more_test_files.begin(), options.more_test_files.end());
    MOTE_TRY(test, test_rows_of(files, model, options.reading, out.notices));
    out.test = std::move(test);
    out.held_out = out.test.index;
    if (out.windowing) out.test_groups = pieces_of(out.test);
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
    const auto& [table, dependence, windowing, report, notices] = recorded;
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
    separate(out, labelled(table, parts.held_out));
    group_test(dependence, out);
    return out;
}

Result<TestRows> load_test_rows(const std::vector<std::string>& files, const ModelColumns& model,
                                const ReadingOptions& reading, std::vector<std::string>* notices) {
    std::vector<std::string> ignored;
    return test_rows_of(files, model, reading, notices != nullptr ? *notices : ignored);
}

Result<Table> load_window_table(const std::string& file, const ModelColumns& model,
                                const ReadingOptions& reading, std::vector<std::string>& notices) {
    CsvOptions options = options_for(model, reading);
    options.target_optional = true;
    MOTE_TRY(table, read_csv(file, options));
    notices.insert(notices.end(), table.notices.begin(), table.notices.end());
    MOTE_TRY(windows, windows_for(std::move(table), model, true));
    notices.insert(notices.end(), windows.notices.begin(), windows.notices.end());
    return std::move(windows.table);
}

namespace {

/// Where the windows of a table of several files, or of one, begin.
void place_windows(const Windows& windows, const Table& recording, PredictionRows& out) {
    for (const auto& place : windows.places) {
        const auto after = std::ranges::upper_bound(recording.file_starts, place.first_row);
        const bool many = !recording.files.empty();
        const auto number = many ? static_cast<size_t>(after - recording.file_starts.begin()) - 1 : 0;
        out.first_rows.push_back(place.first_row - (many ? recording.file_starts[number] : 0));
        if (many) out.files.push_back(recording.files[number]);
    }
}

}  // namespace

Result<PredictionRows> load_prediction_rows(const std::vector<std::string>& files, const ModelColumns& model,
                                            const ReadingOptions& reading) {
    CsvOptions options = options_for(model, reading);
    options.target_optional = true;
    auto read = read_files(files, options);
    // Rows to predict often have the column of the answers, but with anything in it.
    if (!read) {
        options.target.reset();
        read = read_files(files, options);
    }
    MOTE_TRY(table, std::move(read));
    PredictionRows out;
    out.notices = table.notices;
    if (model.windowing) {
        MOTE_TRY(windows, windows_for(table, model, true));
        out.notices.insert(out.notices.end(), windows.notices.begin(), windows.notices.end());
        place_windows(windows, table, out);
        table = std::move(windows.table);
    }
    MOTE_TRY(samples, samples_for(table, model.columns));
    out.samples = std::move(samples);
    out.index = table.complete_rows();
    if (!table.target || !table.target->missing.empty()) return out;
    const Schema schema{model.task, model.classes, ""};
    if (auto targets = encode_targets(table, schema)) out.targets = std::move(*targets);
    return out;
}

}  // namespace mote::data
