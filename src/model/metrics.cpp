#include "model/metrics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace mote::model {

namespace {

struct Named {
    const char* name;
    std::optional<double> Metrics::*field;
    bool lower_is_better;
    bool regression;
};

constexpr Named table[] = {
    {"auc", &Metrics::auc, false, false},
    {"accuracy", &Metrics::accuracy, false, false},
    {"balanced_accuracy", &Metrics::balanced_accuracy, false, false},
    {"macro_f1", &Metrics::macro_f1, false, false},
    {"log_loss", &Metrics::log_loss, true, false},
    {"r2", &Metrics::r2, false, true},
    {"rmse", &Metrics::rmse, true, true},
    {"mae", &Metrics::mae, true, true},
};

const Named* find(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(table), std::end(table), [&](const Named& n) { return n.name == name; });
    return found == std::end(table) ? nullptr : found;
}

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

Status check_metric(std::string_view name, Task task) {
    const Named* found = find(name);
    if (found != nullptr && found->regression == (task == Task::regression)) return Done{};
    std::vector<std::string> names;
    for (const auto& n : table)
        if (n.regression == (task == Task::regression)) names.emplace_back(n.name);
    return Error{ErrorCode::usage, fmt::format("no metric '{}' for this task", name), "--metric",
                 fmt::format("use one of {}", fmt::join(names, ", "))};
}

Result<double> metric_value(const Metrics& metrics, std::string_view name) {
    const Named* found = find(name);
    if (found == nullptr)
        return Error{ErrorCode::usage, fmt::format("no metric '{}'", name), "--metric",
                     "see mote train --help"};
    const auto& value = metrics.*(found->field);
    if (!value)
        return Error{ErrorCode::input, fmt::format("{} cannot be computed on these rows", name), "",
                     "rows of at least two classes, or targets that differ, are needed"};
    return *value;
}

bool lower_is_better(std::string_view name) {
    const Named* found = find(name);
    return found != nullptr && found->lower_is_better;
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
