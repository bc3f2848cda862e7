// Figures of quality, all computed from the answers of an exported model.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "model/evaluator.hpp"

namespace mote::model {

/// One number a metric; unset where it does not apply to the task. Names are the JSON keys of the blueprint.
struct Metrics {
    size_t rows = 0;
    std::optional<double> auc;  ///< area under the ROC curve; multiclass: mean of one class against the rest
    std::optional<double> accuracy;           ///< 0..1
    std::optional<double> balanced_accuracy;  ///< mean recall over the classes that occur
    std::optional<double> macro_f1;           ///< mean F1 over the classes that occur or are answered
    std::optional<double> log_loss;           ///< nats a row
    std::optional<double> r2;
    std::optional<double> rmse;  ///< in units of the target
    std::optional<double> mae;
};

/// Area under the ROC curve by ranks, ties counted half (Mann and Whitney 1947). positive[i] is 0 or 1;
/// nullopt when one of the classes does not occur.
std::optional<double> area_under_roc(std::span<const double> scores, std::span<const uint8_t> positive);

/// Rows by true class, columns by answered class; counts, classes x classes, row-major.
std::vector<size_t> confusion_matrix(std::span<const uint16_t> truth, std::span<const uint8_t> answered,
                                     size_t classes);

/// All figures for answers to the rows `index` of `targets`; none for no rows.
Metrics measure_quality(const Answers& answers, const Targets& targets, std::span<const uint32_t> index);

/// All that is to know of a metric: one row each, in metrics.cpp.
struct Metric {
    const char* name;  ///< JSON key, --metric
    std::optional<double> Metrics::*field;
    bool lower_is_better;
    bool regression;    ///< else classification
    double uninformed;  ///< where rows cannot tell it (the area with one class): that of knowing nothing
    double class_balance = 0;  ///< how far classes of unlike size count alike: 0 as many rows, 1 all alike
    /// Of the figure, on these rows.
    double (*standard_error)(const Metrics&, const Answers&, const Targets&, std::span<const uint32_t> index);
};
std::span<const Metric> metrics();
/// Null for an unknown name.
const Metric* find_metric(std::string_view name);
std::string metric_names();  ///< "a, b, c", for help texts and remedies

/// The figure of that JSON key; error (usage) names those that exist for the task.
Result<double> metric_value(const Metrics& metrics, std::string_view name);
/// True for metrics of which less is better.
bool lower_is_better(std::string_view name);
/// The value where more is better: its negative for the others.
double sign_adjusted(std::string_view name, double value);
/// auc, accuracy or r2.
std::string default_metric(Task task);
/// Checks a name against a task before any work is done.
Status check_metric(std::string_view name, Task task);

nlohmann::json to_json(const Metrics& metrics);

}  // namespace mote::model
