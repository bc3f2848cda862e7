// The family as search sees it.
#include <gtest/gtest.h>

#include <thread>

#include "made_rows.hpp"
#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "train/grown/exporter.hpp"
#include "train/grown/grown.hpp"
#include "train/trees/columns.hpp"

namespace mote::train::grown {
namespace {

class EveryTask : public ::testing::TestWithParam<Task> {};
INSTANTIATE_TEST_SUITE_P(Tasks, EveryTask,
                         ::testing::Values(Task::binary, Task::multiclass, Task::regression));

std::vector<model::Bytes> path_of(const Candidate& candidate, const TrainingRows& rows, Effort effort = {}) {
    const auto models = candidate.train(rows, effort);
    std::vector<model::Bytes> out;
    if (models)
        for (const auto& m : *models) out.push_back(*model::to_binary(m));
    return out;
}

Goal goal_of(size_t bytes) {
    Goal goal;
    goal.max_model_bytes = bytes;
    return goal;
}

TEST_P(EveryTask, EveryCandidateGivesAPathThatGrowsInsideTheBudget) {
    const auto rows = test::made_rows(GetParam(), 400, 8, false);
    const auto candidates = family().candidates(rows, goal_of(200));
    ASSERT_FALSE(candidates.empty());
    EXPECT_LE(candidates.size(), 4u);
    for (const auto& candidate : candidates) {
        const auto path = path_of(*candidate, rows);
        ASSERT_GE(path.size(), 3u) << candidate->describe();
        EXPECT_LE(path.back().size(), 200u);
        for (size_t i = 1; i < path.size(); ++i) EXPECT_LT(path[i - 1].size(), path[i].size());
    }
}

TEST_P(EveryTask, LearnsWhatCanBeLearnt) {
    const auto rows = test::made_rows(GetParam(), 2000, 8, true);
    const auto fresh = test::made_rows(GetParam(), 1000, 8, true, false, 99);
    const auto path = path_of(*family().candidates(rows, goal_of(300)).front(), rows);
    ASSERT_FALSE(path.empty());
    const auto answers = model::evaluate(path.back(), *fresh.samples);
    const auto metrics = model::measure_quality(*answers, *fresh.targets);
    EXPECT_GT(GetParam() == Task::regression ? *metrics.r2 : *metrics.accuracy, 0.85);
}

/// The trainer's arithmetic on the training rows against the chip's, integer for integer.
TEST_P(EveryTask, SimulatedScoresEqualTheExportedOnes) {
    for (const bool series : {false, true}) {
        const auto rows = test::made_rows(GetParam(), 300, 24, !series, series);
        const auto models = family().candidates(rows, goal_of(250)).back()->train(rows, {});
        ASSERT_TRUE(models);
        const auto& m = models->back();
        const auto& encoder = m.encoder;
        auto evaluator = model::Evaluator::open(*model::to_binary(m));
        std::vector<float> row(24), outputs(evaluator->outputs());
        for (size_t r = 0; r < 300; ++r) {
            rows.samples->copy_row(r, row);
            std::vector<int32_t> codes;
            for (size_t i = 0; i < (encoder.used.empty() ? row.size() : encoder.used.size()); ++i) {
                const size_t input = encoder.used.empty() ? i : encoder.used[i];
                const auto& entry = encoder.entries[encoder.used.empty() ? 0 : i];
                codes.push_back(trees::quantise(static_cast<double>(row[input]), entry.exponent));
            }
            evaluator->run(row, outputs);
            const auto scores = simulate(std::get<model::Sparse>(m.layers[0]), codes);
            for (size_t k = 0; k < scores.size(); ++k) ASSERT_EQ(evaluator->raw_score(k), scores[k]) << r;
        }
    }
}

TEST(GrownFamily, GivesTheSameBytesOnEveryThread) {
    const auto rows = test::made_rows(Task::multiclass, 600, 8, false);
    const auto candidates = family().candidates(rows, goal_of(300));
    const auto& candidate = *candidates.back();
    const auto alone = path_of(candidate, rows);
    std::vector<std::vector<model::Bytes>> together(3);
    {
        std::vector<std::jthread> threads;
        for (auto& path : together) threads.emplace_back([&] { path = path_of(candidate, rows); });
    }
    ASSERT_FALSE(alone.empty());
    for (const auto& path : together) EXPECT_EQ(path, alone);
}

TEST(GrownFamily, StopsWhenAsked) {
    const auto rows = test::made_rows(Task::binary, 400, 8, true);
    std::stop_source source;
    source.request_stop();
    Effort effort;
    effort.stop = source.get_token();
    const auto models = family().candidates(rows, {}).front()->train(rows, effort);
    ASSERT_FALSE(models);
    EXPECT_EQ(models.error().code, ErrorCode::interrupted);
}

TEST(GrownFamily, FitsTargetsOfAnyScale) {
    for (const double unit : {1e-6, 1.0, 1e7}) {
        const auto rows = test::made_rows(Task::regression, 1000, 5, true, false, 5, unit);
        const auto path = path_of(*family().candidates(rows, goal_of(200)).front(), rows);
        ASSERT_FALSE(path.empty());
        const auto answers = model::evaluate(path.back(), *rows.samples);
        EXPECT_GT(*model::measure_quality(*answers, *rows.targets).r2, 0.85) << unit;
    }
}

TEST(GrownFamily, TrainsOnAHandfulOfRowsAndOnConstantColumns) {
    auto rows = test::made_rows(Task::binary, 8, 3, true);
    rows.samples = std::make_shared<SampleMatrix>(std::vector<int16_t>(24, 7), 3);
    for (const auto& candidate : family().candidates(rows, goal_of(100)))
        EXPECT_FALSE(path_of(*candidate, rows).empty());
}

TEST(GrownFamily, LeavesFloatModelsToOthers) {
    Goal goal;
    goal.bits = 32;
    EXPECT_TRUE(family().candidates(test::made_rows(Task::binary, 50, 3, true), goal).empty());
}

}  // namespace
}  // namespace mote::train::grown
