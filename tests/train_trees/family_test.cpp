// The families as search sees them.
#include "support/family_checks.hpp"
#include "train/trees/trees.hpp"

namespace mote::train::trees {
namespace {

class EveryTask : public ::testing::TestWithParam<Task> {};
INSTANTIATE_TEST_SUITE_P(Tasks, EveryTask,
                         ::testing::Values(Task::binary, Task::multiclass, Task::regression));

TEST_P(EveryTask, EveryCandidateGivesAGrowingPathInsideTheBudget) {
    const auto rows = test::made_rows(GetParam(), 400, 8, {.integral = false});
    for (const Family* f : {&family(), &stumps_family()}) {
        const auto candidates = f->candidates(rows, test::goal_of(200));
        EXPECT_FALSE(candidates.empty());
        for (const auto& candidate : candidates) {
            const auto path = test::path_of(*candidate, rows);
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
    test::expect_to_learn_what_can_be_learnt(family(), GetParam());
}

TEST(TreesFamily, GivesTheSameBytesOnEveryThread) {
    test::expect_the_same_bytes_on_every_thread(family());
}

TEST(TreesFamily, StopsWhenAsked) {
    test::expect_to_stop_when_asked(family());
}

TEST(TreesFamily, FitsTargetsOfAnyScale) {
    test::expect_to_fit_targets_of_any_scale(family());
}

TEST(TreesFamily, TrainsOnAHandfulOfRowsAndOnConstantColumns) {
    test::expect_to_train_on_a_handful_of_rows_and_on_constant_columns(family());
}

}  // namespace
}  // namespace mote::train::trees
