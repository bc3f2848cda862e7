// Gradients and curvatures against finite differences; the block and the matrix form against each other.
#include <gtest/gtest.h>

#include "core/rng.hpp"
#include "support/made_rows.hpp"
#include "train/base/objective.hpp"

namespace mote::train::base {
namespace {

using Eigen::Index;
using Eigen::MatrixXf;

constexpr size_t row_count = 24;

struct Case {
    Task task;
    size_t scores;
};

class LossOf : public ::testing::TestWithParam<Case> {
  protected:
    /// [score][row], as blocks and column-major matrices both have it. Targets of classes are distributions.
    std::vector<float> random_scores() const {
        Rng rng(5);
        std::vector<float> out(GetParam().scores * row_count);
        for (float& s : out) s = static_cast<float>(2 * rng.normal());
        return out;
    }
    std::vector<float> random_targets() const {
        Rng rng(6);
        std::vector<float> out(GetParam().scores * row_count);
        for (size_t r = 0; r < row_count; ++r) {
            float total = 0;
            for (size_t k = 0; k < GetParam().scores; ++k)
                total += out[k * row_count + r] = static_cast<float>(rng.uniform(0, 1));
            for (size_t k = 0; GetParam().task == Task::multiclass && k < GetParam().scores; ++k)
                out[k * row_count + r] /= total;
        }
        return out;
    }
    static MatrixXf matrix(const std::vector<float>& values) {
        return Eigen::Map<const MatrixXf>(values.data(), Index{row_count},
                                          static_cast<Index>(values.size() / row_count));
    }
    Objective objective(const std::vector<float>& targets) const {
        return {GetParam().task, matrix(targets), Eigen::VectorXf::Ones(Index{row_count})};
    }
};
INSTANTIATE_TEST_SUITE_P(Tasks, LossOf,
                         ::testing::Values(Case{Task::binary, 1}, Case{Task::multiclass, 5},
                                           Case{Task::regression, 1}));

TEST_P(LossOf, GradientsAreFiniteDifferences) {
    auto scores = random_scores();
    const auto targets = random_targets();
    std::vector<float> gradients(scores.size()), unused(scores.size());
    block_loss(GetParam().task, row_count, scores, targets, gradients);
    for (size_t i = 0; i < scores.size(); ++i) {
        const float keep = scores[i], h = 1e-2f;
        scores[i] = keep + h;
        const double up = block_loss(GetParam().task, row_count, scores, targets, unused);
        scores[i] = keep - h;
        const double down = block_loss(GetParam().task, row_count, scores, targets, unused);
        scores[i] = keep;
        EXPECT_NEAR((up - down) / (2 * static_cast<double>(h)), static_cast<double>(gradients[i]), 6e-3);
    }
}

TEST_P(LossOf, CurvaturesAreFiniteDifferencesOfTheGradient) {
    if (GetParam().task == Task::regression) return;  // 1 by its formula
    auto scores = random_scores();
    const auto targets = random_targets();
    const MatrixXf p = answers_of(GetParam().task, matrix(scores));
    std::vector<float> up(scores.size()), down(scores.size());
    for (size_t i = 0; i < scores.size(); ++i) {
        const float keep = scores[i], h = 1e-2f;
        scores[i] = keep + h;
        block_loss(GetParam().task, row_count, scores, targets, up);
        scores[i] = keep - h;
        block_loss(GetParam().task, row_count, scores, targets, down);
        scores[i] = keep;
        EXPECT_NEAR((up[i] - down[i]) / (2 * h), curvature_of(p.data()[i]), 2e-3f);
    }
}

TEST_P(LossOf, BlocksAndMatricesAgree) {
    const auto scores = random_scores(), targets = random_targets();
    std::vector<float> gradients(scores.size());
    const double sum = block_loss(GetParam().task, row_count, scores, targets, gradients);
    EXPECT_NEAR(sum / row_count, mean_loss(objective(targets), matrix(scores)), 1e-5);
    const MatrixXf slopes = answers_of(GetParam().task, matrix(scores)) - matrix(targets);
    EXPECT_LT((slopes - matrix(gradients)).cwiseAbs().maxCoeff(), 1e-5f);
}

TEST_P(LossOf, IsFiniteFarOnTheWrongSide) {
    std::vector<float> scores(GetParam().scores * row_count, -90), targets(scores.size(), 0),
        gradients(scores.size());
    for (size_t r = 0; r < row_count; ++r) targets[r] = 1, scores[r] = r % 2 ? 90.0f : -90.0f;
    EXPECT_TRUE(std::isfinite(block_loss(GetParam().task, row_count, scores, targets, gradients)));
    for (float g : gradients) EXPECT_TRUE(std::isfinite(g));
    EXPECT_TRUE(std::isfinite(mean_loss(objective(targets), matrix(scores))));
}

TEST_P(LossOf, CountsWeightsAndTheRowsAskedFor) {
    const auto scores = random_scores(), targets = random_targets();
    auto weighted = objective(targets);
    for (Index r = 0; r < Index{row_count}; ++r) weighted.weights(r) = r < 8 ? 2.0f : 1.0f;
    const auto plain = objective(targets);
    const auto part = [&](const Objective& o, Index first, Index count) {
        return mean_loss(o, matrix(scores).middleRows(first, count), first) * static_cast<double>(count);
    };
    EXPECT_NEAR(part(weighted, 0, 24), 2 * part(plain, 0, 8) + part(plain, 8, 16), 1e-9);
}

TEST(Objective, HoldsScaledTargetsOfTheRowsChosen) {
    const auto made = test::made_rows(Task::regression, 30, 3, {.unit = 50});
    const auto scale = target_scale(*made.targets, made.index);
    const std::vector<uint32_t> chosen = {7, 2, 2};
    const auto objective = make_objective(made, chosen, scale);
    ASSERT_EQ(objective.rows(), 3);
    EXPECT_EQ(objective.targets(0, 0), scale.scaled(made.targets->values[7]));
    EXPECT_EQ(objective.targets(2, 0), scale.scaled(made.targets->values[2]));
    const auto classes = make_objective(test::made_rows(Task::multiclass, 30, 3), chosen, {});
    for (Index r = 0; r < 3; ++r) EXPECT_EQ(classes.targets.row(r).sum(), 1);
}

TEST(Probability, IsSymmetricAndNeverLeavesItsRange) {
    for (const double s : {0.0, 0.1, 3.0, 40.0, 800.0}) {
        EXPECT_NEAR(probability_of(s) + probability_of(-s), 1, 1e-15);
        EXPECT_LE(probability_of(s), 1);
        EXPECT_GE(probability_of(-s), 0);
    }
    EXPECT_DOUBLE_EQ(probability_of(1.0), 1 / (1 + std::exp(-1.0)));
}

}  // namespace
}  // namespace mote::train::base
