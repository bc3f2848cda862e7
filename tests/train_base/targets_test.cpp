// Targets of rows, their scale, and the model that undoes it.
#include "train/base/targets.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/made_rows.hpp"

namespace mote::train::base {
namespace {

TEST(TargetOf, IsTheLabelOrTheValue) {
    const auto binary = test::made_rows(Task::binary, 50, 3);
    const auto several = test::made_rows(Task::multiclass, 50, 3);
    const auto values = test::made_rows(Task::regression, 50, 3);
    for (uint32_t r = 0; r < 50; ++r) {
        EXPECT_EQ(target_of(binary, r, 0), binary.targets->labels[r]);
        for (size_t k = 0; k < 4; ++k)
            EXPECT_EQ(target_of(several, r, k), several.targets->labels[r] == k ? 1 : 0);
        EXPECT_EQ(target_of(values, r, 0), values.targets->values[r]);
    }
}

TEST(TargetOf, MixesInSoftTargets) {
    for (const Task task : {Task::binary, Task::multiclass, Task::regression}) {
        auto rows = test::made_rows(task, 10, 3);
        SoftTargets soft;
        soft.width = rows.targets->scores();
        for (size_t i = 0; i < 10 * soft.width; ++i) soft.values.push_back(0.01f * static_cast<float>(i));
        const auto plain = rows;
        rows.soft_targets = std::make_shared<const SoftTargets>(soft);
        for (uint32_t r = 0; r < 10; ++r)
            for (size_t k = 0; k < soft.width; ++k)
                EXPECT_NEAR(
                    target_of(rows, r, k),
                    0.3 * target_of(plain, r, k) + 0.7 * static_cast<double>(soft.values[r * soft.width + k]),
                    1e-6);
    }
}

TEST(TargetScale, BringsValuesToMeanZeroAndADeviationNearOne) {
    for (const double unit : {1e-6, 1.0, 3e7}) {
        const auto rows = test::made_rows(Task::regression, 400, 3, {.unit = unit});
        const auto scale = target_scale(*rows.targets, rows.index);
        double sum = 0, squares = 0;
        for (double v : rows.targets->values) {
            const auto z = static_cast<double>(scale.scaled(v));
            sum += z, squares += z * z;
        }
        EXPECT_NEAR(sum / 400, 0, 1e-6);
        EXPECT_GT(std::sqrt(squares / 400), 0.7);
        EXPECT_LT(std::sqrt(squares / 400), 1.42);
    }
}

TEST(TargetScale, KeepsDigitsThatAFloatHasNot) {
    const auto targets = Targets{Task::regression, {}, {}, {1.6e9 + 1, 1.6e9 + 2, 1.6e9 + 3}};
    const std::vector<uint32_t> all = {0, 1, 2};
    const auto scale = target_scale(targets, all);
    EXPECT_EQ(scale.mean, 1.6e9 + 2);
    EXPECT_EQ(scale.scaled(targets.values[2]), std::ldexp(1.0f, -scale.exponent));
}

TEST(TargetScale, SeesOnlyTheRowsItIsGiven) {
    auto targets = Targets{Task::regression, {}, {}, {10, 14, 1e9}};
    const std::vector<uint32_t> two = {0, 1};
    const auto scale = target_scale(targets, two);
    EXPECT_EQ(scale.mean, 12);
    EXPECT_EQ(scale.exponent, 1);
}

TEST(TargetScale, LeavesConstantsAndClassesAlone) {
    const auto targets = Targets{Task::regression, {}, {}, {5, 5, 5}};
    const std::vector<uint32_t> all = {0, 1, 2};
    EXPECT_EQ(target_scale(targets, all).exponent, 0);
    const auto binary = test::made_rows(Task::binary, 10, 3);
    const auto scale = target_scale(*binary.targets, binary.index);
    EXPECT_EQ(scale.scaled(0.25), 0.25f);
}

TEST(ScoreScale, UndoesTheScaleOfTheTargets) {
    const auto rows = test::made_rows(Task::regression, 200, 3, {.unit = 900});
    const auto frame = frame_of(rows, rows.index);
    auto m = empty_model(frame, model::Activation::i16);
    EXPECT_EQ(m.task, Task::regression);
    EXPECT_EQ(m.scores, 1);
    set_score_scale(m, -10, frame.scale, 32);  // a score of 1 is 1024; a bias of 32 / 1024 is left out
    for (double v : {-700.0, 0.0, 4000.0}) {
        const double score = std::nearbyint(std::ldexp(static_cast<double>(frame.scale.scaled(v)), 10)) - 32;
        const double back = std::ldexp(score + m.score_offset, m.score_exponent);
        EXPECT_NEAR(back, v, std::ldexp(1.0, m.score_exponent));
    }
}

TEST(ScoreScale, OfClassesIsTheExponentAlone) {
    const auto rows = test::made_rows(Task::multiclass, 20, 3, {.integral = false});
    const auto frame = frame_of(rows, rows.index);
    auto m = empty_model(frame, model::Activation::i8);
    EXPECT_EQ(m.scores, 4);
    EXPECT_TRUE(m.encoder.raw_float);
    set_score_scale(m, -300, frame.scale, 7);
    EXPECT_EQ(m.score_exponent, -128);
    EXPECT_EQ(m.score_offset, 0);
}

}  // namespace
}  // namespace mote::train::base
