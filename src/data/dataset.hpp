// From files to the rows that training and evaluation take: the one call that the pipeline needs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "data/schema.hpp"
#include "data/series.hpp"
#include "data/split.hpp"
#include "data/windows/cut.hpp"
#include "data/windows/options.hpp"

namespace mote::data {

struct DatasetOptions {
    std::string file = {};
    std::vector<std::string> more_files = {};  ///< read behind `file`, each a session of its own
    std::string target = {};
    /// At most one of these three says which rows are held out; with none, `hold_out_fraction` of the rows,
    /// stratified.
    std::optional<std::string> test_file = {};       ///< a second CSV with the same columns
    std::vector<std::string> more_test_files = {};   ///< read behind it
    std::optional<std::string> folds_file = {};      ///< one fold number per row; needs `fold`
    std::optional<std::string> test_rows_file = {};  ///< 0-based row numbers
    std::optional<uint32_t> fold = {};
    double hold_out_fraction = 0.2;  ///< 0: none, every row is learnt from
    std::optional<uint32_t> fold_count =
        {};  ///< folds that are dealt here, of which `fold` (else 0) is held out
    SplitChoice split = SplitChoice::automatic;
    std::string group = {};  ///< column whose values are never on both sides, or a file with one a row
    std::string group_pattern = {};  ///< regular expression that finds the group in a file's name
    WindowOptions windows = {};
    std::optional<Task> task = {};
    SeriesOptions series = {};
    std::vector<std::string> drop = {};  ///< columns to leave out, by title or position
    std::vector<std::string> keep = {};  ///< columns to learn from though they only count rows or tell time
    ReadingOptions reading = {};
    uint64_t seed = 1;
};

/// What a split by chance adds to a figure: accuracy of a quick model (windows/quick_score.hpp) whose validation
/// rows are dealt by chance, and kept apart from what they depend on.
struct Flattery {
    double random = 0, grouped = 0;
};

struct Dataset {
    TrainingRows training;
    TestRows test;                   ///< in a matrix of their own, which training never sees
    std::vector<uint32_t> held_out;  ///< of each row of `test`, its number in the file that it comes from
    Schema schema;                   ///< from the training rows alone
    SeriesGuess series;  ///< from the training rows alone; training.shape == test.shape == series.shape
    std::string target;  ///< title of the target column
    std::string split;   ///< how rows were held out, one line for people
    std::string groups;  ///< what is kept on one side, "" where nothing is
    /// Group of each row of the training matrix, for validation inside the training rows; may be empty.
    std::vector<uint32_t> training_groups;
    /// Of each row of `test`, what it hangs together with; empty: as far as is known, with no other.
    std::vector<uint32_t> test_groups;
    Windowing windowing;                  ///< how a recording was cut; none: rows are rows
    std::optional<WindowReport> windows;  ///< what became of the recording
    std::optional<Flattery> flattery;     ///< of a split of windows by chance
    std::vector<LeftOut> left_out;        ///< columns
    size_t rows_without_target = 0;       ///< left out on both sides
    size_t incomplete_rows = 0;           ///< that lack an input: left out on both sides
    std::vector<std::string> notices;     ///< what was taken for what, a line each
};

/// Reads, checks, splits. Errors: those of read_csv, detect_schema, encode_targets, detect_series and the
/// splits; usage for options that exclude each other, a column that is not there or a fold file without a
/// fold; input when no column varies, or when a column or the target needs more digits than a float has.
Result<Dataset> load_dataset(const DatasetOptions& options);

/// What a model knows about its inputs and outputs, enough to read a file for it.
struct ModelColumns {
    std::vector<std::string> columns;
    std::string target;
    Task task = Task::binary;
    std::vector<std::string> classes;
    SeriesShape shape;
    Windowing windowing = {};  ///< of a model of windows: files are cut as it was trained
};

/// Rows with known answers for `mote evaluate`; columns are matched by title.
/// `notices` gets what was taken for what. Error (input): those of read_csv, or no row has a target.
Result<TestRows> load_test_rows(const std::vector<std::string>& files, const ModelColumns& model,
                                const ReadingOptions& reading = {},
                                std::vector<std::string>* notices = nullptr);
/// The windows of a file as a table of rows, for a model of windows; the target may be missing.
Result<Table> load_window_table(const std::string& file, const ModelColumns& model,
                                const ReadingOptions& reading, std::vector<std::string>& notices);

inline Result<TestRows> load_test_rows(const std::string& file, const ModelColumns& model,
                                       const ReadingOptions& reading = {},
                                       std::vector<std::string>* notices = nullptr) {
    return load_test_rows(std::vector<std::string>{file}, model, reading, notices);
}

/// Rows to predict: the target column may be there or not. `targets` is set when it is there and complete.
struct PredictionRows {
    SampleMatrix samples;
    std::vector<uint32_t> index;  ///< rows that lack no input
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
