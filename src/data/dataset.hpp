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

namespace mote::data {

struct DatasetOptions {
    std::string file = {};
    std::vector<std::string> more_files = {};  ///< read behind `file`, each a session of its own
    std::string target = {};
    /// At most one of these three says which rows are held out; with none, `hold_out_fraction` of the rows,
    /// stratified.
    std::optional<std::string> test_file = {};       ///< a second CSV with the same columns
    std::optional<std::string> folds_file = {};      ///< one fold number per row; needs `fold`
    std::optional<std::string> test_rows_file = {};  ///< 0-based row numbers
    std::optional<uint32_t> fold = {};
    double hold_out_fraction = 0.2;
    std::optional<Task> task = {};
    SeriesOptions series = {};
    std::vector<std::string> drop = {};  ///< columns to leave out, by title or position
    std::vector<std::string> keep = {};  ///< columns to learn from though they only count rows or tell time
    ReadingOptions reading = {};
    uint64_t seed = 1;
};

struct Dataset {
    TrainingRows training;
    TestRows test;                   ///< in a matrix of their own, which training never sees
    std::vector<uint32_t> held_out;  ///< of each row of `test`, its number in the file that it comes from
    Schema schema;                   ///< from the training rows alone
    SeriesGuess series;  ///< from the training rows alone; training.shape == test.shape == series.shape
    std::string target;  ///< title of the target column
    std::string split;   ///< how rows were held out, one line for people
    std::vector<LeftOut> left_out;     ///< columns
    size_t rows_without_target = 0;    ///< left out on both sides
    size_t incomplete_rows = 0;        ///< that lack an input: left out on both sides
    std::vector<std::string> notices;  ///< what was taken for what, a line each
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
};

/// Rows with known answers for `mote evaluate`; columns are matched by title.
/// `notices` gets what was taken for what. Error (input): those of read_csv, or no row has a target.
Result<TestRows> load_test_rows(const std::string& file, const ModelColumns& model,
                                const ReadingOptions& reading = {},
                                std::vector<std::string>* notices = nullptr);

/// Rows to predict: the target column may be there or not. `targets` is set when it is there and complete.
struct PredictionRows {
    SampleMatrix samples;
    std::vector<uint32_t> index;  ///< rows that lack no input
    std::optional<Targets> targets;
    std::vector<std::string> notices = {};
};
Result<PredictionRows> load_prediction_rows(const std::string& file, const ModelColumns& model,
                                            const ReadingOptions& reading = {});

}  // namespace mote::data
