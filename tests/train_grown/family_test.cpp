// The family as search sees it.
#include "support/family_checks.hpp"
#include "train/grown/grown.hpp"

namespace mote::train::grown {
namespace {

class EveryTask : public ::testing::TestWithParam<Task> {};
INSTANTIATE_TEST_SUITE_P(Tasks, EveryTask,
                         ::testing::Values(Task::binary, Task::multiclass, Task::regression));

TEST_P(EveryTask, EveryCandidateGivesAPathThatGrowsInsideTheBudget) {
    const auto rows = test::made_rows(GetParam(), 400, 8, {.integral = false});
    const auto candidates = family().candidates(rows, test::goal_of(200));
    ASSERT_FALSE(candidates.empty());
    EXPECT_LE(candidates.size(), 4u);
    for (const auto& candidate : candidates) {
        const auto path = test::path_of(*candidate, rows);
        ASSERT_GE(path.size(), 3u) << candidate->describe();
        EXPECT_LE(path.back().size(), 200u);
        for (size_t i = 1; i < path.size(); ++i) EXPECT_LT(path[i - 1].size(), path[i].size());
    }
}

TEST_P(EveryTask, LearnsWhatCanBeLearnt) {
    test::expect_to_learn_what_can_be_learnt(family(), GetParam());
}

TEST_P(EveryTask, EveryStepOfThePathFitsTheTrainingRowsBetter) {
    const auto rows = test::made_rows(GetParam(), 1000, 8);
    const auto path = test::path_of(*family().candidates(rows, test::goal_of(300)).front(), rows);
    ASSERT_GE(path.size(), 4u);
    double first = 0, best = HUGE_VAL;
    for (const auto& bytes : path) {
        const auto quality = model::measure_quality(*model::evaluate(bytes, *rows.samples, rows.index),
                                                    *rows.targets, rows.index);
        const double loss = GetParam() == Task::regression ? *quality.rmse : *quality.log_loss;
        if (first == 0) first = loss;
        EXPECT_LT(loss, best * 1.03);  // small steps of training that rounding takes back
        best = std::min(best, loss);
    }
    EXPECT_LT(best, first * 0.6);
}

TEST(GrownFamily, GivesTheSameBytesOnEveryThread) {
    test::expect_the_same_bytes_on_every_thread(family());
}

TEST(GrownFamily, StopsWhenAsked) {
    test::expect_to_stop_when_asked(family());
}

TEST(GrownFamily, FitsTargetsOfAnyScale) {
    test::expect_to_fit_targets_of_any_scale(family());
}

TEST(GrownFamily, TrainsOnAHandfulOfRowsAndOnConstantColumns) {
    test::expect_to_train_on_a_handful_of_rows_and_on_constant_columns(family());
}

TEST(GrownFamily, LeavesFloatModelsToOthers) {
    Goal goal;
    goal.bits = 32;
    EXPECT_TRUE(family().candidates(test::made_rows(Task::binary, 50, 3), goal).empty());
}

}  // namespace
}  // namespace mote::train::grown
