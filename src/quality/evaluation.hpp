// All that is told of a model on rows that it never saw, as one value: run.json, the report and the studio take it.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "quality/curves.hpp"
#include "quality/float_comparison.hpp"
#include "quality/intervals.hpp"

namespace mote::quality {

struct Figure {
    double value = 0;
    std::optional<Interval> interval = {};  ///< 95 %
};

/// A simple answer to the same rows (rivals.hpp), and its figures.
struct RivalFigures {
    std::string name, words;
    std::map<std::string, double> figures;
};

struct ClassCurve {
    size_t class_index = 0;
    std::vector<OperatingPoint> points;
};

/// Rows that hang together, and the goal on them alone.
struct GroupFigure {
    uint32_t group = 0;
    size_t rows = 0;
    double figure = 0;
};

/// A row whose answer is far from the truth.
struct WorstRow {
    uint32_t row = 0;              ///< 0-based, in the file that it was read from
    double truth = 0, answer = 0;  ///< class indices, or values
    double probability = 0;        ///< of the answered class; 0 for values
    std::vector<float> samples;
};

/// How much worse the goal becomes when these inputs are shuffled among the rows (Breiman 2001).
struct Importance {
    size_t first = 0, count = 1;  ///< columns, in time: a block of steps of all axes
    double loss = 0;              ///< of the goal; below 0 is chance
    bool used = true;             ///< an answer changed at all
};

/// Of the training rows of a class; steps of one axis.
struct MeanCurve {
    size_t class_index = 0, axis = 0;
    std::vector<float> mean, low, high;  ///< quartiles around it
};

struct Evaluation {
    Task task = Task::binary;
    std::string metric;  ///< the goal
    std::vector<std::string> classes, columns;
    SeriesShape shape;
    size_t rows = 0, training_rows = 0;
    size_t group_count = 0;  ///< that the intervals are counted over; 0: rows
    std::map<std::string, Figure> figures;
    std::vector<RivalFigures> rivals;
    std::optional<double> calibration_error;
    std::vector<ReliabilityBin> reliability;
    /// The same without the model's slope; none where it has none.
    std::optional<double> calibration_error_before;
    std::vector<ReliabilityBin> reliability_before;
    std::vector<size_t> confusion;                  ///< truth x answer
    std::vector<ClassCurve> curves;                 ///< of two classes the second alone
    std::vector<std::pair<double, double>> values;  ///< truth and answer of a regression, a sample
    std::vector<GroupFigure> groups;                ///< worst first
    std::vector<WorstRow> worst;
    std::vector<Importance> importance;
    std::vector<MeanCurve> mean_curves;
    std::optional<FloatComparison> in_floats;  ///< none where the model has no counterpart in floats
};

/// Held-out rows, and what is known of them beside their samples and targets.
struct HeldOut {
    const TestRows& rows;
    std::span<const uint32_t> file_rows = {};  ///< of each row, its number in its file
    std::span<const uint32_t> groups = {};     ///< of each row; empty: rows count for themselves
};

struct EvaluationOptions {
    std::string metric;
    unsigned jobs = 1;
    uint64_t seed = 1;
};

/// Looks at the answers of the exported model to held-out rows; decides nothing. Error (input): the model does not take
/// these rows.
Result<Evaluation> evaluate(std::span<const uint8_t> model, const TrainingRows& training, const HeldOut& test,
                            const EvaluationOptions& options);

/// The part of it that needs neither the model nor training rows: figures and intervals, curves, groups, worst rows.
Evaluation evaluate_answers(const model::Answers& answers, const HeldOut& test,
                            const EvaluationOptions& options);

/// How far the probabilities would be off without the model's slope: its answers to the rows `index` of these targets.
void look_at_uncalibrated(const model::Answers& answers, const Targets& targets,
                          std::span<const uint32_t> index, Evaluation& out);

/// The mean curves of training rows; none where columns have no order.
std::vector<MeanCurve> mean_curves(const TrainingRows& training);

/// The same as evaluation.json (docs/evaluation.md), and back. Error (input) for what is not such a file.
nlohmann::json to_json(const Evaluation& evaluation);
Result<Evaluation> evaluation_from(const nlohmann::json& json, const std::string& place);

}  // namespace mote::quality
