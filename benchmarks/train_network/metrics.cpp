#include "metrics.hpp"

#include <algorithm>

namespace mote::benchmark {

namespace {

double area_under_curve(const std::vector<double>& scores, const LabelledRows& rows) {
    std::vector<std::pair<double, int>> sorted;
    for (size_t i = 0; i < rows.size(); ++i)
        sorted.emplace_back(scores[i], rows.targets->labels[rows.index[i]]);
    std::sort(sorted.begin(), sorted.end());
    double rank_sum = 0, positives = 0;
    for (size_t i = 0; i < sorted.size();) {
        size_t j = i;
        double ones = 0;
        while (j < sorted.size() && sorted[j].first == sorted[i].first) ones += sorted[j++].second;
        rank_sum += ones * (static_cast<double>(i + j - 1) / 2 + 1);
        positives += ones;
        i = j;
    }
    const double negatives = static_cast<double>(sorted.size()) - positives;
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives);
}

double r_squared(const std::vector<float>& values, const LabelledRows& rows) {
    double mean = 0, total = 0, rest = 0;
    for (uint32_t r : rows.index)
        mean += static_cast<double>(rows.targets->values[r]) / static_cast<double>(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        const auto y = static_cast<double>(rows.targets->values[rows.index[i]]);
        const double e = y - static_cast<double>(values[i]);
        total += (y - mean) * (y - mean), rest += e * e;
    }
    return 1 - rest / total;
}

}  // namespace

Figures figures(const model::Answers& answers, const LabelledRows& rows) {
    Figures f;
    if (answers.task == Task::regression) {
        f.r2 = r_squared(answers.values, rows);
        return f;
    }
    std::vector<double> right(rows.targets->classes.size()), count(right.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        const uint16_t label = rows.targets->labels[rows.index[i]];
        ++count[label];
        right[label] += answers.classes[i] == label;
    }
    double all = 0, present = 0;
    for (size_t k = 0; k < right.size(); ++k) {
        all += right[k];
        if (count[k] > 0) f.balanced_accuracy += right[k] / count[k], ++present;
    }
    f.accuracy = all / static_cast<double>(rows.size());
    f.balanced_accuracy /= present;
    if (answers.task == Task::binary) f.auc = area_under_curve(answers.scores, rows);
    return f;
}

}  // namespace mote::benchmark
