#include "model/metrics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

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

constexpr Metric table[] = {
    {"auc", &Metrics::auc, false, false, 0.5, 0, area_error},
    {"accuracy", &Metrics::accuracy, false, false, 0, 0, share_error},
    {"balanced_accuracy", &Metrics::balanced_accuracy, false, false, 0, 1, share_error},
    {"macro_f1", &Metrics::macro_f1, false, false, 0, 0.5, share_error},
    {"log_loss", &Metrics::log_loss, true, false, 0, 0, share_error},
    {"r2", &Metrics::r2, false, true, 0, 0, relative_error},
    {"rmse", &Metrics::rmse, true, true, 0, 0, absolute_error},
    {"mae", &Metrics::mae, true, true, 0, 0, absolute_error},
};

std::vector<uint16_t> pick_labels(const Targets& targets, std::span<const uint32_t> index) {
    std::vector<uint16_t> labels(index.size());
    for (size_t i = 0; i < index.size(); ++i) labels[i] = targets.labels[index[i]];
    return labels;
}

/// Log-probability of every class, [row][class], from the scores (finer than the 16-bit probabilities).
std::vector<double> log_probabilities(const Answers& answers) {
    const size_t rows = answers.classes.size();
    const size_t classes = answers.outputs;
    std::vector<double> out(rows * classes);
    for (size_t i = 0; i < rows; ++i) {
        double* row = &out[i * classes];
        for (size_t k = 0; k < classes; ++k)
            row[k] = answers.task == Task::binary ? (k == 1 ? answers.scores[i] : 0.0)
                                                  : answers.scores[i * classes + k];
        const double top = *std::max_element(row, row + classes);
        double total = 0;
        for (size_t k = 0; k < classes; ++k) total += std::exp(row[k] - top);
        for (size_t k = 0; k < classes; ++k) row[k] -= top + std::log(total);
    }
    return out;
}

std::optional<double> one_against_rest(const Answers& answers, const std::vector<double>& log_p,
                                       std::span<const uint16_t> truth) {
    const size_t classes = answers.outputs;
    std::vector<double> scores(truth.size());
    std::vector<uint8_t> positive(truth.size());
    double total = 0;
    size_t counted = 0;
    for (size_t k = answers.task == Task::binary ? 1 : 0; k < classes; ++k) {
        for (size_t i = 0; i < truth.size(); ++i) {
            scores[i] = answers.task == Task::binary ? answers.scores[i] : log_p[i * classes + k];
            positive[i] = truth[i] == k;
        }
        if (const auto auc = area_under_roc(scores, positive)) {
            total += *auc;
            ++counted;
        }
    }
    if (counted == 0) return std::nullopt;
    return total / static_cast<double>(counted);
}

void measure_classes(const Answers& answers, std::span<const uint16_t> truth, Metrics& m) {
    const size_t classes = answers.outputs;
    const auto matrix = confusion_matrix(truth, answers.classes, classes);
    double correct = 0, recall = 0, f1 = 0;
    size_t occurring = 0, seen = 0;
    for (size_t k = 0; k < classes; ++k) {
        double row = 0, column = 0;
        for (size_t j = 0; j < classes; ++j) {
            row += static_cast<double>(matrix[k * classes + j]);
            column += static_cast<double>(matrix[j * classes + k]);
        }
        const double hit = static_cast<double>(matrix[k * classes + k]);
        correct += hit;
        if (row > 0) recall += hit / row, ++occurring;
        if (row + column > 0) f1 += 2 * hit / (row + column), ++seen;
    }
    m.accuracy = correct / static_cast<double>(truth.size());
    m.balanced_accuracy = recall / static_cast<double>(std::max<size_t>(occurring, 1));
    m.macro_f1 = f1 / static_cast<double>(std::max<size_t>(seen, 1));
    const auto log_p = log_probabilities(answers);
    double loss = 0;
    for (size_t i = 0; i < truth.size(); ++i) loss -= log_p[i * classes + truth[i]];
    m.log_loss = loss / static_cast<double>(truth.size());
    m.auc = one_against_rest(answers, log_p, truth);
}

void measure_values(const Answers& answers, const Targets& targets, std::span<const uint32_t> index,
                    Metrics& m) {
    const size_t n = answers.scores.size();
    auto truth = [&](size_t i) { return static_cast<double>(targets.values[index[i]]); };
    double mean = 0, squared = 0, absolute = 0, spread = 0;
    for (size_t i = 0; i < n; ++i) mean += truth(i) / static_cast<double>(n);
    for (size_t i = 0; i < n; ++i) {
        const double error = static_cast<double>(answers.values[i]) - truth(i);
        squared += error * error;
        absolute += std::abs(error);
        spread += (truth(i) - mean) * (truth(i) - mean);
    }
    m.rmse = std::sqrt(squared / static_cast<double>(n));
    m.mae = absolute / static_cast<double>(n);
    if (spread > 0) m.r2 = 1.0 - squared / spread;
}

}  // namespace

std::optional<double> area_under_roc(std::span<const double> scores, std::span<const uint8_t> positive) {
    std::vector<uint32_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return scores[a] < scores[b]; });
    double rank_sum = 0, positives = 0;
    for (size_t i = 0; i < order.size();) {
        size_t end = i;
        double tied_positives = 0;
        for (; end < order.size() && scores[order[end]] == scores[order[i]]; ++end)
            tied_positives += positive[order[end]];
        rank_sum += tied_positives * (static_cast<double>(i + end + 1) / 2.0);
        positives += tied_positives;
        i = end;
    }
    const double negatives = static_cast<double>(scores.size()) - positives;
    if (positives == 0 || negatives == 0) return std::nullopt;
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives);
}

std::vector<size_t> confusion_matrix(std::span<const uint16_t> truth, std::span<const uint8_t> answered,
                                     size_t classes) {
    std::vector<size_t> matrix(classes * classes);
    for (size_t i = 0; i < truth.size(); ++i) ++matrix[truth[i] * classes + answered[i]];
    return matrix;
}

Metrics measure_quality(const Answers& answers, const Targets& targets, std::span<const uint32_t> index) {
    Metrics m;
    m.rows = answers.classes.size();
    if (m.rows == 0) return m;
    if (answers.task == Task::regression) {
        measure_values(answers, targets, index, m);
    } else {
        measure_classes(answers, pick_labels(targets, index), m);
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
        return metric.regression == (task == Task::regression);
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
                     "rows of at least two classes, or targets that differ, are needed"};
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
