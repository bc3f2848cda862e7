// What is in a CSV file and everything that is wrong with it, found in one pass that does not stop at the
// first mistake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "data/dataset.hpp"
#include "data/findings/column_figures.hpp"
#include "data/findings/table_findings.hpp"
#include "data/schema.hpp"
#include "data/series.hpp"

namespace mote::data {

struct InspectOptions {
    std::optional<std::string> target =
        {};  ///< without one, a column titled target, label, class or y is taken
    std::optional<Task> task = {};
    SeriesOptions series = {};
    std::vector<std::string> drop = {};  ///< columns to leave out
    std::vector<std::string> keep = {};  ///< columns that training would leave out, but is to keep
    ReadingOptions reading = {};
    size_t problem_limit = 50;  ///< problems kept for printing; all are counted
};

struct ColumnSummary {
    std::string name;
    size_t numbers = 0, texts = 0, empty = 0,
           not_finite = 0;              ///< cells by kind; not_finite holds the too large ones
    bool integers = true;               ///< every number is an integer
    double min = 0, max = 0, mean = 0;  ///< of the numbers
    size_t distinct = 0;                ///< values, up to distinct_limit
    bool distinct_more = false;         ///< there are more than distinct_limit
    bool is_input = true;               ///< read into the table of inputs, where it is not dropped there
    Distribution distribution = {};     ///< of the numbers of an input or a target, over a sample of rows

    /// "integer", "number", "text", "mixed" (numbers and texts) or "empty".
    const char* type() const;
};

inline constexpr size_t distinct_limit = 1000;

struct InputStrength {
    std::string column;
    double alone = 0;  ///< findings/strength.hpp
};
struct CorrelatedInputs {
    std::string a, b;
    double r = 0;
};

struct Inspection {
    std::string file;                ///< the first one
    std::vector<std::string> files;  ///< all, when there are several
    size_t rows = 0;
    std::vector<ColumnSummary> columns;        ///< in file order, the target among them
    std::optional<size_t> target;              ///< position in `columns`
    std::optional<Schema> schema;              ///< with a target and no problems
    std::vector<size_t> class_rows;            ///< rows of each class
    std::optional<SeriesGuess> series;         ///< without problems
    std::vector<std::string> notices;          ///< what was taken for what, and what is odd, a line each
    std::vector<LeftOut> left_out;             ///< columns that training leaves out
    std::vector<Finding> findings;             ///< what is odd or good to know; without problems
    std::vector<InputStrength> strengths;      ///< strongest first
    double chance = 0;                         ///< of InputStrength::alone
    std::vector<CorrelatedInputs> correlated;  ///< |r| of at least 0.9
    std::optional<Separability> separability;
    std::vector<Curve> curves;  ///< of a series
    std::optional<Rate> rate;
    size_t incomplete_rows = 0;  ///< that lack an input or cannot be read
    size_t rows_without_target = 0;
    std::vector<Error> problems;  ///< the first ones, by row
    size_t problem_count = 0;

    bool usable() const { return problem_count == 0; }
};

/// Errors only where nothing can be said: file missing, empty or without a header, or the named target not
/// there.
Result<Inspection> inspect_files(const std::vector<std::string>& paths, const InspectOptions& options = {});
Result<Inspection> inspect_csv(const std::string& path, const InspectOptions& options = {});

}  // namespace mote::data
