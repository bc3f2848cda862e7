#include "search/trial.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace mote::search {

namespace {

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

double regression_error(const model::Answers& answers, const Targets& targets,
                        std::span<const uint32_t> index, bool relative) {
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

}  // namespace

double standard_error(const model::Metrics& metrics, const std::string& metric, const model::Answers& answers,
                      const Targets& targets, std::span<const uint32_t> index) {
    if (answers.task == Task::regression) return regression_error(answers, targets, index, metric == "r2");
    if (metric == "auc" && metrics.auc && answers.task == Task::binary)
        return auc_error(*metrics.auc, targets, index);
    const double share = std::clamp(metrics.accuracy.value_or(0.5), 0.0, 1.0);
    const double n = static_cast<double>(index.size());
    return std::sqrt(std::max(share * (1 - share), 1 / (n + 2)) / n);
}

namespace {

/// A metric that these rows cannot tell (the area with one class, r2 of equal targets) is that of knowing
/// nothing; the loss then decides.
double unknown_score(const std::string& metric) {
    return metric == "auc" ? 0.5 : 0;
}

bool answers_alike(const model::Answers& answers) {
    const size_t count = answers.score_count;
    for (size_t i = count; i < answers.scores.size(); ++i)
        if (answers.scores[i] != answers.scores[i % count]) return false;
    return true;
}

}  // namespace

Result<Point> validate(model::Bytes binary, const TrainingRows& validation, const std::string& metric) {
    if (validation.size() == 0)
        return Error{ErrorCode::input, "there are no rows to validate a model with", "", "give more rows"};
    MOTE_TRY(answers, model::evaluate(binary, *validation.samples, validation.index));
    const auto metrics = model::measure_quality(answers, *validation.targets, validation.index);
    Point point;
    point.bytes = binary.size();
    point.loss = metrics.log_loss.value_or(metrics.rmse.value_or(0));
    const auto value = model::metric_value(metrics, metric);
    if (!value) {
        point.score = unknown_score(metric);
    } else {
        point.score = model::lower_is_better(metric) ? -*value : *value;
    }
    point.standard_error = standard_error(metrics, metric, answers, *validation.targets, validation.index);
    point.constant = answers_alike(answers);
    point.model = std::move(binary);
    return point;
}

Result<bool> clearly_worse(const model::Bytes& refitted, const model::Bytes& validated,
                           const TrainingRows& rows, const std::string& metric) {
    MOTE_TRY(now, validate(refitted, rows, metric));
    MOTE_TRY(before, validate(validated, rows, metric));
    return now.score < before.score - 2 * before.standard_error;
}

Result<Trial> run_trial(const train::Candidate& candidate, const TrainingRows& fit,
                        const TrainingRows& validation, const train::Effort& effort,
                        const std::string& metric, const Feasible& feasible) {
    const auto begin = std::chrono::steady_clock::now();
    MOTE_TRY(path, candidate.train(fit, effort));
    Trial trial;
    for (const auto& model : path) {
        MOTE_TRY(binary, model::to_binary(model));
        if (!feasible(binary)) continue;
        MOTE_TRY(point, validate(std::move(binary), validation, metric));
        trial.points.push_back(std::move(point));
    }
    if (!std::ranges::all_of(trial.points, &Point::constant)) std::erase_if(trial.points, &Point::constant);
    std::stable_sort(trial.points.begin(), trial.points.end(),
                     [](const Point& a, const Point& b) { return a.bytes < b.bytes; });
    trial.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return trial;
}

}  // namespace mote::search
