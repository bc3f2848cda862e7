#include "data/model_rows.hpp"

#include <algorithm>
#include <memory>

#include "data/cell.hpp"
#include "data/imputation.hpp"
#include "data/left_out.hpp"
#include "data/many_files.hpp"
#include "data/windows/cut.hpp"

namespace mote::data {
namespace {

/// How a file is read for a model: its columns by title. Other columns are not read.
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

/// Cuts a recording as that which the model was trained on.
Result<Windows> windows_for(Table table, const ModelColumns& model, bool keep_all) {
    MOTE_CHECK(arrange(table, model.windowing.axes));
    Cutting cutting;
    cutting.known = model.windowing;
    cutting.classes = model.task != Task::regression;
    cutting.keep_all = keep_all;
    return cut_windows(table, cutting);
}

/// Notes the first row of each window in its file and, with several files, that file.
void place_windows(const Windows& windows, const Table& recording, PredictionRows& out) {
    for (const auto& place : windows.places) {
        const auto after = std::ranges::upper_bound(recording.file_starts, place.first_row);
        const bool many = !recording.files.empty();
        const auto number = many ? static_cast<size_t>(after - recording.file_starts.begin()) - 1 : 0;
        out.first_rows.push_back(place.first_row - (many ? recording.file_starts[number] : 0));
        if (many) out.files.push_back(recording.files[number]);
    }
}

Result<TestRows> test_rows_of(const std::vector<std::string>& files, const ModelColumns& model,
                              const ReadingOptions& reading, const GroupNames& names,
                              std::vector<std::string>& notices) {
    CsvOptions options = options_for(model, reading);
    options.group = names.column();
    options.group_optional = names.optional;
    MOTE_TRY(table, read_files(files, options));
    notices.insert(notices.end(), table.notices.begin(), table.notices.end());
    if (const size_t missing = table.target->missing.size(); missing > 0 && !model.windowing)
        notices.push_back(without_target_notice(missing));
    MOTE_TRY(groups, named_groups(table, names));
    Groups sessions = session_groups(table);
    if (model.windowing) {
        MOTE_TRY(windows, windows_for(std::move(table), model, false));
        notices.insert(notices.end(), windows.notices.begin(), windows.notices.end());
        groups = groups_of_windows(groups, windows.places);
        sessions = session_groups(windows);
        table = std::move(windows.table);
    }
    const Schema schema{model.task, model.classes, ""};
    if (auto notice = forget_unknown_classes(table, schema); !notice.empty())
        notices.push_back(std::move(notice));
    TestRows rows;
    MOTE_CHECK(arrange_for(table, model));
    if (!model.windowing && !table.incomplete.empty())
        notices.push_back(incomplete_notice(table.incomplete.size()));
    rows.samples = table.samples;
    MOTE_TRY(targets, encode_targets(table, schema));
    rows.targets = std::make_shared<const Targets>(std::move(targets));
    rows.index = table.labelled_rows();
    rows.columns = model.columns;
    rows.shape = model.shape;
    if (rows.index.empty())
        return Error{ErrorCode::input, "no row has a target and all inputs", files.at(0),
                     "fill the column " + shown(model.target) + " in, or use mote predict"};
    if (!groups) groups = natural_groups(table, sessions, *rows.targets, rows.index);
    rows.groups = std::move(groups.of_rows);
    if (rows.groups.empty() && model.windowing) rows.groups = groups_by_pieces(rows);
    return rows;
}

}  // namespace

Status arrange(Table& table, const std::vector<std::string>& columns) {
    if (table.columns == columns) return Done{};
    MOTE_TRY(samples, samples_for(table, columns));
    table.samples = std::make_shared<const SampleMatrix>(std::move(samples));
    auto missing = std::move(table.missing);
    table.missing.assign(columns.size(), {});
    for (size_t c = 0; c < missing.size(); ++c) {
        // A file without titles is taken in the model's order.
        const auto to = std::ranges::find(columns, table.columns[c]);
        const size_t at = to == columns.end() ? c : static_cast<size_t>(to - columns.begin());
        if (at < columns.size()) table.missing[at] = std::move(missing[c]);
    }
    table.columns = columns;
    table.lost_digits.assign(columns.size(), 0);
    return Done{};
}

Status arrange_for(Table& table, const ModelColumns& model) {
    MOTE_CHECK(arrange(table, model.columns));
    if (!model.windowing) open_gaps(table, model.dispensable);
    return Done{};
}

Result<TestRows> load_test_rows(const std::vector<std::string>& files, const ModelColumns& model,
                                const ReadingOptions& reading, std::vector<std::string>* notices,
                                const GroupNames& groups) {
    std::vector<std::string> ignored;
    return test_rows_of(files, model, reading, groups, notices != nullptr ? *notices : ignored);
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

Result<PredictionRows> load_prediction_rows(const std::vector<std::string>& files, const ModelColumns& model,
                                            const ReadingOptions& reading) {
    CsvOptions options = options_for(model, reading);
    options.target_optional = true;
    auto read = read_files(files, options);
    // Rows to predict may hold anything in the target column.
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
    MOTE_CHECK(arrange_for(table, model));
    if (!model.windowing && !table.incomplete.empty())
        out.notices.push_back(incomplete_notice(table.incomplete.size()));
    out.samples = *table.samples;
    out.index = table.complete_rows();
    if (!table.target || !table.target->missing.empty()) return out;
    const Schema schema{model.task, model.classes, ""};
    if (auto targets = encode_targets(table, schema)) out.targets = std::move(*targets);
    return out;
}

}  // namespace mote::data
