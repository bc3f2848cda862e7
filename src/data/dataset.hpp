// From files to training rows and test rows: the one call that the pipeline needs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "data/groups.hpp"
#include "data/imputation.hpp"
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
    /// Rows are assigned to this many stratified folds, of which `fold` (else 0) is held out.
    std::optional<uint32_t> fold_count = {};
    SplitChoice split = SplitChoice::automatic;
    GroupNames groups = {};  ///< never on both sides
    WindowOptions windows = {};
    std::optional<Task> task = {};
    SeriesOptions series = {};
    std::vector<std::string> drop = {};  ///< columns to leave out, by title or position
    std::vector<std::string> keep = {};  ///< columns to learn from though they only count rows or tell time
    std::string impute = "auto";  ///< of rows that lack an input: impute_from_name(); windows are left out
    ReadingOptions reading = {};
    uint64_t seed = 1;
};

/// A column in whose gaps a value was put.
struct ImputedColumn {
    std::string column;
    float value = 0;
    size_t rows = 0;  ///< training rows that lack it
};

/// How much a random split flatters: the accuracy of a quick model (windows/quick_score.hpp) under two splits.
struct Flattery {
    double random = 0;   ///< validation rows are drawn at random
    double grouped = 0;  ///< validation rows do not depend on training rows
};

struct Dataset {
    TrainingRows training;
    TestRows test;                   ///< in a matrix of their own, which training never sees
    std::vector<uint32_t> held_out;  ///< of each row of `test`, its number in the file that it comes from
    Schema schema;                   ///< from the training rows alone
    SeriesGuess series;   ///< from the training rows alone; training.shape == test.shape == series.shape
    std::string target;   ///< title of the target column
    std::string split;    ///< how rows were held out, one line for people
    std::string groups;   ///< what is kept on one side, "" where nothing is
    Windowing windowing;  ///< how a recording was cut; none: rows are rows
    std::optional<WindowReport> windows;  ///< what became of the recording
    std::optional<Flattery> flattery;     ///< of a random split of windows
    std::vector<LeftOut> left_out;        ///< columns
    size_t every = 1;                     ///< of the rows of the file this many-th was read
    size_t rows_without_target = 0;       ///< left out on both sides
    size_t incomplete_rows = 0;           ///< that lack an input: left out on both sides
    bool imputing = false;                ///< rows that lack inputs are kept where there are values for these
    std::vector<ImputedColumn> imputed;   ///< training.fills, for people
    size_t imputed_rows = 0;              ///< training rows that lack one of these inputs
    std::vector<std::string> notices;     ///< what was taken for what, a line each
};

/// Reads, checks, splits. Errors: those of read_csv, detect_schema, encode_targets, detect_series and the
/// splits; usage for options that exclude each other, a column that is not there or a fold file without a
/// fold; input when no column varies, or when a column or the target needs more digits than a float has.
Result<Dataset> load_dataset(const DatasetOptions& options);

}  // namespace mote::data
