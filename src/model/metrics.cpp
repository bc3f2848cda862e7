#include "model/metrics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "model/metrics/parts.hpp"

namespace mote::model {

namespace {

/// Hanley and McNeil 1982.
double auc_error(double auc, const Targets& targets, std::span<const uint32_t> index) {
    double positives = 0;
    for (uint32_t row : index) positives += targets.labels[row] == 1 ? 1 : 0;
    const double negatives = static_cast<double>(index.size()) - positives;
    if (positives < 1 || negatives < 1) return 0.5;
    // a perfect area on a few rows is no proof of a perfect model
    auc = std::min(auc, 1 - 1 / (positives + negatives + 2));
    const double q1 = auc / (2 - auc), q2 = 2 * auc * auc / (1 + auc);
    const double variance =
        auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc);
    return std::sqrt(std::max(variance, 0.0) / (positives * negatives));
}

double regression_error(const Answers& answers, const Targets& targets, std::span<const uint32_t> index,
                        bool relative) {
    const double n = static_cast<double>(index.size());
    double mean = 0, sum = 0, squares = 0, spread = 0;
    for (uint32_t row : index) mean += static_cast<double>(targets.values[row]) / n;
    for (size_t i = 0; i < index.size(); ++i) {
        const double truth = targets.values[index[i]];
        const double e = (answers.scores[i] - truth) * (answers.scores[i] - truth);
        sum += e, squares += e * e, spread += (truth - mean) * (truth - mean);
    }
    const double deviation = std::sqrt(std::max(squares / n - sum / n * sum / n, 0.0) / n);
    if (relative) return spread > 0 ? deviation / (spread / n) : 0;
    return sum > 0 ? deviation / (2 * std::sqrt(sum / n)) : 0;
}

/// Of a share of rows.
double share_error(const Metrics& metrics, const Answers&, const Targets&, std::span<const uint32_t> index) {
    const double share = std::clamp(metrics.accuracy.value_or(0.5), 0.0, 1.0);
    const double n = static_cast<double>(index.size());
    return std::sqrt(std::max(share * (1 - share), 1 / (n + 2)) / n);
}

double area_error(const Metrics& metrics, const Answers& answers, const Targets& targets,
                  std::span<const uint32_t> index) {
    const bool known = metrics.auc && answers.task == Task::binary;
    return known ? auc_error(*metrics.auc, targets, index) : share_error(metrics, answers, targets, index);
}

double relative_error(const Metrics&, const Answers& answers, const Targets& targets,
                      std::span<const uint32_t> index) {
    return regression_error(answers, targets, index, true);
}

double absolute_error(const Metrics&, const Answers& answers, const Targets& targets,
                      std::span<const uint32_t> index) {
    return regression_error(answers, targets, index, false);
}

double gini_error(const Metrics& metrics, const Answers& answers, const Targets& targets,
                  std::span<const uint32_t> index) {
    return 2 * area_error(metrics, answers, targets, index);
}

/// The error of a mean of squares is that of its root, times twice the root.
double squared_error(const Metrics& metrics, const Answers& answers, const Targets& targets,
                     std::span<const uint32_t> index) {
    return 2 * metrics.rmse.value_or(0) * absolute_error(metrics, answers, targets, index);
}

/// Of a mean of row losses, or of its root.
template <const RowLoss& loss>
double loss_error(const Metrics&, const Answers& answers, const Targets& targets,
                  std::span<const uint32_t> index) {
    const double n = static_cast<double>(index.size());
    double sum = 0, squares = 0;
    for (size_t i = 0; i < index.size(); ++i) {
        const double value = loss.of_row(static_cast<double>(targets.values[index[i]]),
                                         static_cast<double>(answers.values[i]));
        sum += value, squares += value * value;
    }
    const double deviation = std::sqrt(std::max(squares / n - sum / n * sum / n, 0.0) / n);
    if (!loss.root) return deviation;
    return sum > 0 ? deviation / (2 * std::sqrt(sum / n)) : 0;
}

constexpr const char* two = "rows of at least two classes";
constexpr const char* any = "rows";

constexpr Metric table[] = {
    {"auc", &Metrics::auc, false, false, false, 0.5, 0, two, area_error},
    {"gini", &Metrics::gini, false, false, false, 0, 0, two, gini_error},
    {"average_precision", &Metrics::average_precision, false, false, false, 0, 0.5, two, share_error},
    {"accuracy", &Metrics::accuracy, false, false, false, 0, 0, any, share_error},
    {"balanced_accuracy", &Metrics::balanced_accuracy, false, false, false, 0, 1, any, share_error},
    {"precision", &Metrics::precision, false, false, false, 0, 0.5, "rows that are answered as positive",
     share_error},
    {"recall", &Metrics::recall, false, false, false, 0, 1, "rows of the positive class", share_error},
    {"specificity", &Metrics::specificity, false, false, false, 0, 0.5, "rows of the negative class",
     share_error},
    {"f1", &Metrics::f1, false, false, true, 0, 0.5, "rows of the positive class, or answered so",
     share_error},
    {"macro_f1", &Metrics::macro_f1, false, false, false, 0, 0.5, any, share_error},
    {"weighted_f1", &Metrics::weighted_f1, false, false, false, 0, 0, any, share_error},
    {"kappa", &Metrics::kappa, false, false, false, 0, 0.5, two, share_error},
    {"mcc", &Metrics::mcc, false, false, false, 0, 0.5, "rows and answers of at least two classes",
     share_error},
    {"log_loss", &Metrics::log_loss, true, false, false, 0, 0, any, share_error},
    {"brier", &Metrics::brier, true, false, false, 0, 0, any, share_error},
    {"r2", &Metrics::r2, false, true, false, 0, 0, "targets that differ", relative_error},
    {"mse", &Metrics::mse, true, true, false, 0, 0, any, squared_error},
    {"rmse", &Metrics::rmse, true, true, false, 0, 0, any, absolute_error},
    {"rmsle", &Metrics::rmsle, true, true, false, 0, 0, "targets and answers above -1",
     loss_error<rmsle_loss>},
    {"rmspe", &Metrics::rmspe, true, true, false, 0, 0, "targets other than 0", loss_error<rmspe_loss>},
    {"mape", &Metrics::mape, true, true, false, 0, 0, "targets other than 0", loss_error<mape_loss>},
    {"mae", &Metrics::mae, true, true, false, 0, 0, any, absolute_error},
    {"median_absolute_error", &Metrics::median_absolute_error, true, true, false, 0, 0, any, absolute_error},
};

}  // namespace

Metrics measure_quality(const Answers& answers, const Targets& targets, std::span<const uint32_t> index) {
    Metrics m;
    m.rows = answers.classes.size();
    if (m.rows == 0) return m;
    if (answers.task == Task::regression) {
        measure_values(answers, targets, index, m);
    } else {
        std::vector<uint16_t> truth;
        for (const uint32_t row : index) truth.push_back(targets.labels[row]);
        measure_classes(answers, truth, m);
        measure_probabilities(answers, truth, m);
    }
    return m;
}

std::span<const Metric> metrics() {
    return table;
}

const Metric* find_metric(std::string_view name) {
    const auto* found = std::ranges::find(table, name, &Metric::name);
    return found == std::end(table) ? nullptr : found;
}

namespace {

std::string names_where(const auto& wanted) {
    std::vector<std::string> names;
    for (const auto& metric : table)
        if (wanted(metric)) names.emplace_back(metric.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string metric_names() {
    return names_where([](const Metric&) { return true; });
}

Status check_metric(std::string_view name, Task task) {
    const auto possible = [&](const Metric& metric) {
        return metric.regression == (task == Task::regression) &&
               (task != Task::multiclass || !metric.two_classes);
    };
    const Metric* found = find_metric(name);
    if (found != nullptr && possible(*found)) return Done{};
    return Error{ErrorCode::usage, fmt::format("no metric '{}' for this task", name), "--metric",
                 "use one of " + names_where(possible)};
}

Result<double> metric_value(const Metrics& metrics, std::string_view name) {
    const Metric* found = find_metric(name);
    if (found == nullptr)
        return Error{ErrorCode::usage, fmt::format("no metric '{}'", name), "--metric",
                     "use one of " + metric_names()};
    const auto& value = metrics.*(found->field);
    if (!value)
        return Error{ErrorCode::input, fmt::format("{} cannot be computed on these rows", name), "",
                     fmt::format("it needs {}; use another --metric, or other rows", found->needs)};
    return *value;
}

bool lower_is_better(std::string_view name) {
    const Metric* found = find_metric(name);
    return found != nullptr && found->lower_is_better;
}

double sign_adjusted(std::string_view name, double value) {
    return lower_is_better(name) ? -value : value;
}

std::string default_metric(Task task) {
    switch (task) {
        case Task::binary:
            return "auc";
        case Task::multiclass:
            return "accuracy";
        case Task::regression:
            return "r2";
    }
    return "accuracy";
}

nlohmann::json to_json(const Metrics& metrics) {
    nlohmann::json out{{"rows", metrics.rows}};
    for (const auto& n : table)
        if (const auto& value = metrics.*(n.field)) out[n.name] = *value;
    return out;
}

}  // namespace mote::model
