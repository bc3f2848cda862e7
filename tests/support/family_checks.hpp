// What every family that gives paths of models must do, as search sees it.
#pragma once

#include <gtest/gtest.h>

#include <thread>

#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "support/made_rows.hpp"
#include "train/family.hpp"

namespace mote::test {

inline std::vector<model::Bytes> path_of(const train::Candidate& candidate, const TrainingRows& rows,
                                         const train::Effort& effort = {}) {
    const auto models = candidate.train(rows, effort);
    std::vector<model::Bytes> out;
    if (models)
        for (const auto& m : *models) out.push_back(*model::to_binary(m));
    return out;
}

inline train::Goal goal_of(size_t bytes) {
    train::Goal goal;
    goal.max_model_bytes = bytes;
    return goal;
}

/// Of the largest model of the first candidate within `bytes`.
inline model::Metrics quality_of(const train::Family& family, const TrainingRows& rows,
                                 const LabelledRows& judge, size_t bytes) {
    const auto path = path_of(*family.candidates(rows, goal_of(bytes)).front(), rows);
    if (path.empty()) return {};
    const auto answers = model::evaluate(path.back(), *judge.samples, judge.index);
    return model::measure_quality(*answers, *judge.targets, judge.index);
}

inline void expect_to_learn_what_can_be_learnt(const train::Family& family, Task task) {
    const auto quality =
        quality_of(family, made_rows(task, 2000, 8), made_rows(task, 1000, 8, {.seed = 99}), 300);
    const auto& figure = task == Task::regression ? quality.r2 : quality.accuracy;
    ASSERT_TRUE(figure);
    EXPECT_GT(*figure, 0.85);
}

inline void expect_the_same_bytes_on_every_thread(const train::Family& family) {
    const auto rows = made_rows(Task::multiclass, 600, 8, {.integral = false});
    const auto candidates = family.candidates(rows, goal_of(400));
    const auto& candidate = *candidates.back();
    const auto alone = path_of(candidate, rows);
    std::vector<std::vector<model::Bytes>> together(4);
    {
        std::vector<std::jthread> threads;
        for (auto& path : together) threads.emplace_back([&] { path = path_of(candidate, rows); });
    }
    ASSERT_FALSE(alone.empty());
    for (const auto& path : together) EXPECT_EQ(path, alone);
}

inline void expect_to_stop_when_asked(const train::Family& family) {
    const auto rows = made_rows(Task::binary, 400, 8);
    std::stop_source source;
    source.request_stop();
    train::Effort effort;
    effort.stop = source.get_token();
    const auto models = family.candidates(rows, {}).front()->train(rows, effort);
    ASSERT_FALSE(models);
    EXPECT_EQ(models.error().code, ErrorCode::interrupted);
}

inline void expect_to_fit_targets_of_any_scale(const train::Family& family) {
    for (const double unit : {1e-6, 1.0, 1e7}) {
        const auto rows = made_rows(Task::regression, 1000, 5, {.unit = unit});
        const auto quality = quality_of(family, rows, rows, 200);
        ASSERT_TRUE(quality.r2);
        EXPECT_GT(*quality.r2, 0.85) << unit;
    }
}

inline void expect_to_train_on_a_handful_of_rows_and_on_constant_columns(const train::Family& family) {
    auto rows = made_rows(Task::binary, 8, 3);
    auto targets = std::make_shared<Targets>(*rows.targets);
    for (size_t r = 0; r < targets->labels.size(); ++r) targets->labels[r] = r % 2;
    rows.targets = targets;
    rows.samples = std::make_shared<SampleMatrix>(std::vector<int16_t>(24, 7), 3);
    for (const auto& candidate : family.candidates(rows, goal_of(100)))
        EXPECT_FALSE(path_of(*candidate, rows).empty());
}

}  // namespace mote::test
