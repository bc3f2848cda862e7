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

/// One number a metric; unset where it does not apply to the task, or these rows cannot tell it. Names are the JSON
/// keys of the blueprint. The positive class of two is the second.
struct Metrics {
    size_t rows = 0;
    std::optional<double> auc;   ///< area under the ROC curve; multiclass: mean of one class against the rest
    std::optional<double> gini;  ///< 2 auc - 1
    /// Precision at each positive row, averaged (Manning, Raghavan and Schuetze 2008, 8.4); ties share one threshold.
    /// Multiclass: mean of one class against the rest.
    std::optional<double> average_precision;
    std::optional<double> accuracy;           ///< 0..1
    std::optional<double> balanced_accuracy;  ///< mean recall over the classes that occur
    std::optional<double> precision;  ///< of the answers "positive"; multiclass: mean over classes answered
    std::optional<double> recall;     ///< of the positive rows; multiclass: mean over classes that occur
    std::optional<double>
        specificity;                 ///< of the negative rows; multiclass: mean of one class against the rest
    std::optional<double> f1;        ///< of the positive class, for two classes alone
    std::optional<double> macro_f1;  ///< mean F1 over the classes that occur or are answered
    std::optional<double> weighted_f1;  ///< the same, by rows of the class
    std::optional<double> kappa;        ///< Cohen 1960
    std::optional<double> mcc;          ///< Matthews 1975; multiclass: Gorodkin 2004
    std::optional<double> log_loss;     ///< nats a row
    std::optional<double>
        brier;  ///< squared error of the probabilities: of the positive class; else summed (Brier 1950)
    std::optional<double> r2;
    std::optional<double> mse;
    std::optional<double> rmse;  ///< in units of the target
    std::optional<double>
        rmsle;  ///< root of the mean squared difference of log(1 + value); none for values below -1
    std::optional<double> rmspe;  ///< of the error divided by the target; none where a target is 0
    std::optional<double> mape;   ///< likewise
    std::optional<double> mae;
    std::optional<double> median_absolute_error;
};

/// Area under the ROC curve by ranks, ties counted half (Mann and Whitney 1947). positive[i] is 0 or 1;
/// nullopt when one of the classes does not occur.
std::optional<double> area_under_roc(std::span<const double> scores, std::span<const uint8_t> positive);

/// Likewise; see Metrics.
std::optional<double> average_precision(std::span<const double> scores, std::span<const uint8_t> positive);

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
    bool two_classes;   ///< not for more
    double uninformed;  ///< where rows cannot tell it (the area with one class): that of knowing nothing
    double class_balance = 0;  ///< how far classes of unlike size count alike: 0 as many rows, 1 all alike
    const char* needs;         ///< what rows must have, where they cannot tell it
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
/// Checks a name (classification or regression, two classes or more) before any work is done.
Status check_metric(std::string_view name, Task task);

nlohmann::json to_json(const Metrics& metrics);

}  // namespace mote::model
