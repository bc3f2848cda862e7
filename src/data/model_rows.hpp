// Files read for a model that exists: rows to test it with and rows to predict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "core/windowing.hpp"
#include "data/csv.hpp"
#include "data/groups.hpp"
#include "data/schema.hpp"

namespace mote::data {

/// What a model knows about its inputs and outputs, enough to read a file for it.
struct ModelColumns {
    std::vector<std::string> columns;
    std::string target;
    Task task = Task::binary;
    std::vector<std::string> classes;
    SeriesShape shape;
    Windowing windowing = {};            ///< of a model of windows: files are cut as it was trained
    std::vector<bool> dispensable = {};  ///< [column] rows may lack it; empty: none. Not of windows
};

/// Puts the columns of a table into the model's order. Error (input): one is missing.
Status arrange(Table& table, const std::vector<std::string>& columns);

/// The same, and NaN in the place of samples that a model of rows can go without.
Status arrange_for(Table& table, const ModelColumns& model);

/// Rows with known answers for `mote evaluate`; columns are matched by title. Their groups: those that are named, else files or
/// sessions that hold every class twice, else, of windows, eight pieces of the recording: neighbours share steps.
/// `notices` gets what was taken for what. Errors: those of read_csv and named_groups; (input) no row has a target.
Result<TestRows> load_test_rows(const std::vector<std::string>& files, const ModelColumns& model,
                                const ReadingOptions& reading = {},
                                std::vector<std::string>* notices = nullptr, const GroupNames& groups = {});
inline Result<TestRows> load_test_rows(const std::string& file, const ModelColumns& model,
                                       const ReadingOptions& reading = {},
                                       std::vector<std::string>* notices = nullptr) {
    return load_test_rows(std::vector<std::string>{file}, model, reading, notices);
}

/// The windows of a file as a table of rows, for a model of windows; the target may be missing.
Result<Table> load_window_table(const std::string& file, const ModelColumns& model,
                                const ReadingOptions& reading, std::vector<std::string>& notices);

/// Rows to predict: the target column may be there or not. `targets` is set when it is there and complete.
struct PredictionRows {
    SampleMatrix samples;
    std::vector<uint32_t> index;  ///< rows that lack no input which the model cannot go without
    std::optional<Targets> targets;
    std::vector<std::string> notices = {};
    /// Of windows: the row (from 0, in its file) at which each begins, and its file.
    std::vector<uint32_t> first_rows = {};
    std::vector<std::string> files = {};
};
Result<PredictionRows> load_prediction_rows(const std::vector<std::string>& files, const ModelColumns& model,
                                            const ReadingOptions& reading = {});
inline Result<PredictionRows> load_prediction_rows(const std::string& file, const ModelColumns& model,
                                                   const ReadingOptions& reading = {}) {
    return load_prediction_rows(std::vector<std::string>{file}, model, reading);
}

}  // namespace mote::data
