// Answers whose true quality is known, because they are drawn from a known distribution.
#pragma once

#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "core/rng.hpp"
#include "core/rows.hpp"
#include "model/evaluator.hpp"

namespace mote::testing {

struct Sample {
    model::Answers answers;
    Targets targets;
    std::vector<uint32_t> index, groups;
};

inline void append_binary(Sample& sample, bool positive, double score) {
    sample.targets.labels.push_back(positive);
    sample.answers.scores.push_back(score);
    const double p = 1 / (1 + std::exp(-score));
    sample.answers.values.push_back(static_cast<float>(1 - p));
    sample.answers.values.push_back(static_cast<float>(p));
    sample.answers.classes.push_back(score > 0);
}

inline Sample binary_sample() {
    Sample out;
    out.targets = {Task::binary, {"no", "yes"}, {}, {}};
    out.answers.task = Task::binary;
    out.answers.outputs = 2;
    return out;
}

inline void finish(Sample& sample) {
    sample.index = all_rows(sample.answers.classes.size());
}

/// A situation: how rows are drawn, and the figure of all rows that could be drawn.
struct Situation {
    const char* name;
    const char* metric;
    double truth;
    std::function<Sample(Rng&)> draw;
};

inline double normal_below(double x) {
    return std::erfc(-x / std::numbers::sqrt2) / 2;
}

/// Scores of the classes are normal, `apart` apart; answers are right with normal_below(apart / 2).
inline Sample separated(Rng& rng, size_t rows, double apart) {
    auto out = binary_sample();
    for (size_t i = 0; i < rows; ++i) {
        const bool positive = rng.below(2) == 1;
        append_binary(out, positive, rng.normal() + (positive ? apart / 2 : -apart / 2));
    }
    finish(out);
    return out;
}

/// Rows of a group share a shift of their scores; the variance of a score is 1 in all.
inline Sample grouped(Rng& rng, size_t groups, size_t rows_each, double apart, double shared) {
    auto out = binary_sample();
    for (uint32_t g = 0; g < groups; ++g) {
        const double shift = rng.normal() * std::sqrt(shared);
        for (size_t i = 0; i < rows_each; ++i) {
            const bool positive = rng.below(2) == 1;
            append_binary(out, positive,
                          (positive ? apart / 2 : -apart / 2) + shift + rng.normal() * std::sqrt(1 - shared));
            out.groups.push_back(g);
        }
    }
    finish(out);
    return out;
}

inline Sample values(Rng& rng, size_t rows, double error) {
    Sample out;
    out.targets.task = out.answers.task = Task::regression;
    for (size_t i = 0; i < rows; ++i) {
        const double truth = 5 + rng.normal();
        const double answer = truth + error * rng.normal();
        out.targets.values.push_back(truth);
        out.answers.values.push_back(static_cast<float>(answer));
        out.answers.scores.push_back(answer);
        out.answers.classes.push_back(0);
    }
    finish(out);
    return out;
}

inline std::vector<Situation> situations() {
    return {
        {"accuracy of 200 rows", "accuracy", normal_below(1.28),
         [](Rng& r) { return separated(r, 200, 2.56); }},
        {"accuracy of 60 rows", "accuracy", normal_below(1), [](Rng& r) { return separated(r, 60, 2); }},
        {"area of 150 rows", "auc", normal_below(1.5 / std::numbers::sqrt2),
         [](Rng& r) { return separated(r, 150, 1.5); }},
        {"macro F1 of 200 rows", "macro_f1", normal_below(1), [](Rng& r) { return separated(r, 200, 2); }},
        {"Matthews of 200 rows", "mcc", 2 * normal_below(1) - 1, [](Rng& r) { return separated(r, 200, 2); }},
        {"root mean square of 100 rows", "rmse", 0.5, [](Rng& r) { return values(r, 100, 0.5); }},
        {"r2 of 150 rows", "r2", 1 - 0.25, [](Rng& r) { return values(r, 150, 0.5); }},
        {"accuracy of 20 groups of 10 rows", "accuracy", normal_below(1),
         [](Rng& r) { return grouped(r, 20, 10, 2, 0.4); }},
        {"area of 25 groups of 8 rows", "auc", normal_below(1.5 / std::numbers::sqrt2),
         [](Rng& r) { return grouped(r, 25, 8, 1.5, 0.4); }},
    };
}

}  // namespace mote::testing
