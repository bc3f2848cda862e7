// The families as search sees them.
#include "model/evaluator.hpp"
#include "model/metrics.hpp"
#include "support/family_checks.hpp"
#include "train/trees/single.hpp"
#include "train/trees/trees.hpp"

namespace mote::train::trees {
namespace {

class EveryTask : public ::testing::TestWithParam<Task> {};
INSTANTIATE_TEST_SUITE_P(Tasks, EveryTask,
                         ::testing::Values(Task::binary, Task::multiclass, Task::regression));

TEST_P(EveryTask, EveryCandidateGivesAGrowingPathInsideTheBudget) {
    const auto rows = test::made_rows(GetParam(), 400, 8, {.integral = false});
    for (const Family* f : {&family(), &stumps_family(), &tree_family()}) {
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

/// Label: whether the first two of eight inputs have the same sign.
TrainingRows exclusive_or(size_t rows, uint64_t seed) {
    Rng rng(seed);
    std::vector<float> values;
    auto targets = std::make_shared<Targets>(Targets{Task::binary, {"0", "1"}, {}, {}});
    TrainingRows out;
    for (uint32_t r = 0; r < rows; ++r) {
        for (int c = 0; c < 8; ++c) values.push_back(static_cast<float>(rng.normal()));
        targets->labels.push_back(values[r * 8] * values[r * 8 + 1] > 0 ? 1 : 0);
        out.index.push_back(r);
        if (r < 8) out.columns.push_back(std::string(1, static_cast<char>('a' + r)));
    }
    out.samples = std::make_shared<SampleMatrix>(std::move(values), 8);
    out.targets = targets;
    out.shape = {1, 8};
    return out;
}

TEST(TreesFamily, FindsWhatOnlyTwoSplitsTogetherExplain) {
    for (uint64_t seed = 1; seed <= 6; ++seed) {
        const auto rows = exclusive_or(8000, seed);
        const auto candidates = family().candidates(rows, test::goal_of(400));
        const auto path = test::path_of(*candidates.front(), rows);
        ASSERT_FALSE(path.empty());
        const auto answers = model::evaluate(path.back(), *rows.samples, rows.index);
        ASSERT_TRUE(answers.ok());
        EXPECT_GT(*model::measure_quality(*answers, *rows.targets, rows.index).auc, 0.9) << seed;
    }
}

TEST(SingleTree, GivesTheSameBytesOnEveryThread) {
    test::expect_the_same_bytes_on_every_thread(tree_family());
}

TEST(SingleTree, StopsWhenAsked) {
    test::expect_to_stop_when_asked(tree_family());
}

TEST(SingleTree, TrainsOnAHandfulOfRowsAndOnConstantColumns) {
    test::expect_to_train_on_a_handful_of_rows_and_on_constant_columns(tree_family());
}

/// Two thresholds that part the rows exactly are found, and have room on both sides.
TEST(SingleTree, FindsASquareInSixteenLeavesAtMost) {
    std::vector<float> samples;
    auto targets = std::make_shared<Targets>();
    targets->classes = {"outside", "inside"};
    TrainingRows rows;
    Rng rng(5);
    for (uint32_t r = 0; r < 300; ++r) {
        const double x = rng.uniform(), y = rng.uniform();
        samples.push_back(static_cast<float>(x));
        samples.push_back(static_cast<float>(y));
        targets->labels.push_back(x > 0.3 && x < 0.7 && y > 0.4 ? 1 : 0);
        rows.index.push_back(r);
    }
    rows.samples = std::make_shared<SampleMatrix>(std::move(samples), 2);
    rows.targets = targets;
    rows.shape = {1, 2};
    const auto models = train_single(rows, {}, {});
    ASSERT_TRUE(models) << models.error().text();
    ASSERT_LE(models->size(), 16u);
    const auto answers = model::evaluate(*model::to_binary(models->back()), *rows.samples, rows.index);
    const auto quality = model::measure_quality(*answers, *targets, rows.index);
    ASSERT_TRUE(quality.accuracy);
    EXPECT_EQ(*quality.accuracy, 1.0);
}

}  // namespace
}  // namespace mote::train::trees
