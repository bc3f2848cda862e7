// The families as search sees them.
#include <gtest/gtest.h>

#include <thread>

#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "support.hpp"
#include "train/trees/trees.hpp"

namespace mote::train::trees {
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

TEST_P(EveryTask, EveryCandidateGivesAGrowingPathInsideTheBudget) {
    const auto rows = test::made_rows(GetParam(), 400, 8, false);
    Goal goal;
    goal.max_model_bytes = 200;
    for (const Family* f : {&family(), &stumps_family()}) {
        const auto candidates = f->candidates(rows, goal);
        EXPECT_FALSE(candidates.empty());
        for (const auto& candidate : candidates) {
            const auto path = path_of(*candidate, rows);
            ASSERT_FALSE(path.empty()) << candidate->describe();
            for (size_t i = 0; i < path.size(); ++i) {
                EXPECT_LE(path[i].size(), 200u) << candidate->describe();
                if (i > 0) {
                    EXPECT_LE(path[i - 1].size(), path[i].size() + 8) << candidate->describe();
                }
            }
        }
    }
}

TEST_P(EveryTask, LearnsWhatCanBeLearnt) {
    const auto rows = test::made_rows(GetParam(), 2000, 8, true);
    const auto fresh = test::made_rows(GetParam(), 1000, 8, true, 99);
    Goal goal;
    goal.max_model_bytes = 300;
    const auto path = path_of(*family().candidates(rows, goal).front(), rows);
    ASSERT_FALSE(path.empty());
    const auto answers = model::evaluate(path.back(), *fresh.samples);
    const auto metrics = model::measure_quality(*answers, *fresh.targets);
    EXPECT_GT(GetParam() == Task::regression ? *metrics.r2 : *metrics.accuracy, 0.85);
}

TEST(TreesFamily, GivesTheSameBytesOnEveryThread) {
    const auto rows = test::made_rows(Task::multiclass, 600, 8, false);
    Goal goal;
    goal.max_model_bytes = 400;
    const auto candidates = family().candidates(rows, goal);
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

TEST(TreesFamily, StopsWhenAsked) {
    const auto rows = test::made_rows(Task::binary, 400, 8, true);
    std::stop_source source;
    source.request_stop();
    Effort effort;
    effort.stop = source.get_token();
    const auto models = family().candidates(rows, {}).front()->train(rows, effort);
    ASSERT_FALSE(models);
    EXPECT_EQ(models.error().code, ErrorCode::interrupted);
}

TEST(TreesFamily, FitsTargetsOfAnyScale) {
    for (const double unit : {1e-6, 1.0, 1e7}) {
        const auto rows = test::made_rows(Task::regression, 1000, 5, true, 5, unit);
        Goal goal;
        goal.max_model_bytes = 200;
        const auto path = path_of(*family().candidates(rows, goal).front(), rows);
        ASSERT_FALSE(path.empty());
        const auto answers = model::evaluate(path.back(), *rows.samples);
        EXPECT_GT(*model::measure_quality(*answers, *rows.targets).r2, 0.85) << unit;
    }
}

TEST(TreesFamily, TrainsOnAHandfulOfRowsAndOnConstantColumns) {
    auto rows = test::made_rows(Task::binary, 8, 3, true);
    auto targets = std::make_shared<Targets>(*rows.targets);
    for (size_t r = 0; r < targets->labels.size(); ++r) targets->labels[r] = r % 2;
    rows.targets = targets;
    rows.samples = std::make_shared<SampleMatrix>(std::vector<int16_t>(24, 7), 3);
    Goal goal;
    goal.max_model_bytes = 100;
    for (const auto& candidate : family().candidates(rows, goal))
        EXPECT_FALSE(path_of(*candidate, rows).empty());
}

}  // namespace
}  // namespace mote::train::trees
