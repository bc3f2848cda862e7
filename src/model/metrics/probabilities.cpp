#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/metrics/parts.hpp"

namespace mote::model {

namespace {

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

/// Both figures that only ask for the order of rows.
struct Ranking {
    std::optional<double> area, precision;
};

Ranking rank(std::span<const double> scores, std::span<const uint8_t> positive) {
    std::vector<uint32_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return scores[a] < scores[b]; });
    const double all = std::accumulate(positive.begin(), positive.end(), 0.0);
    double rank_sum = 0, below = 0, precision = 0;
    for (size_t i = 0; i < order.size();) {
        size_t end = i;
        double tied = 0;
        for (; end < order.size() && scores[order[end]] == scores[order[i]]; ++end)
            tied += positive[order[end]];
        rank_sum += tied * (static_cast<double>(i + end + 1) / 2.0);
        precision += tied * (all - below) / static_cast<double>(order.size() - i);
        below += tied;
        i = end;
    }
    Ranking out;
    const double others = static_cast<double>(scores.size()) - all;
    if (all > 0 && others > 0) out.area = (rank_sum - all * (all + 1) / 2) / (all * others);
    if (all > 0) out.precision = precision / all;
    return out;
}

void measure_order(const Answers& answers, const std::vector<double>& log_p, std::span<const uint16_t> truth,
                   Metrics& m) {
    const size_t classes = answers.outputs;
    std::vector<double> scores(truth.size());
    std::vector<uint8_t> positive(truth.size());
    double area = 0, precision = 0;
    size_t counted = 0;
    for (size_t k = answers.task == Task::binary ? 1 : 0; k < classes; ++k) {
        for (size_t i = 0; i < truth.size(); ++i) {
            scores[i] = answers.task == Task::binary ? answers.scores[i] : log_p[i * classes + k];
            positive[i] = truth[i] == k;
        }
        const auto ranking = rank(scores, positive);
        if (!ranking.area) continue;
        area += *ranking.area;
        precision += *ranking.precision;
        ++counted;
    }
    if (counted == 0) return;
    m.auc = area / static_cast<double>(counted);
    m.gini = 2 * *m.auc - 1;
    m.average_precision = precision / static_cast<double>(counted);
}

}  // namespace

std::optional<double> area_under_roc(std::span<const double> scores, std::span<const uint8_t> positive) {
    return rank(scores, positive).area;
}

std::optional<double> average_precision(std::span<const double> scores, std::span<const uint8_t> positive) {
    const auto ranking = rank(scores, positive);
    return ranking.area ? ranking.precision : std::nullopt;
}

void measure_probabilities(const Answers& answers, std::span<const uint16_t> truth, Metrics& m) {
    const size_t classes = answers.outputs;
    const auto log_p = log_probabilities(answers);
    const auto n = static_cast<double>(truth.size());
    double loss = 0, brier = 0;
    for (size_t i = 0; i < truth.size(); ++i) {
        loss -= log_p[i * classes + truth[i]];
        for (size_t k = answers.task == Task::binary ? 1 : 0; k < classes; ++k) {
            const double error = std::exp(log_p[i * classes + k]) - (truth[i] == k ? 1 : 0);
            brier += error * error;
        }
    }
    m.log_loss = loss / n;
    m.brier = brier / n;
    measure_order(answers, log_p, truth, m);
}

}  // namespace mote::model
