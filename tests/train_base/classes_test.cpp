#include "train/base/classes.hpp"

#include <gtest/gtest.h>

namespace mote::train::base {
namespace {

TrainingRows rows_of(std::vector<uint16_t> labels, size_t classes) {
    TrainingRows rows;
    Targets targets;
    targets.task = classes == 2 ? Task::binary : Task::multiclass;
    targets.classes.resize(classes);
    for (uint32_t r = 0; r < labels.size(); ++r) rows.index.push_back(r);
    targets.labels = std::move(labels);
    rows.targets = std::make_shared<const Targets>(std::move(targets));
    return rows;
}

TEST(Classes, AreCountedInTheRowsGiven) {
    const auto rows = rows_of({0, 1, 2, 1, 1}, 4);
    EXPECT_EQ(class_counts(*rows.targets, rows.index), (std::vector<size_t>{1, 3, 1, 0}));
    const std::vector<uint32_t> some = {1, 2, 2};
    EXPECT_EQ(class_counts(*rows.targets, some), (std::vector<size_t>{0, 1, 2, 0}));
}

TEST(Classes, AreImbalancedBelowHalfOfAnEvenShare) {
    EXPECT_FALSE(imbalanced(rows_of({0, 1, 1, 1}, 2)));
    EXPECT_TRUE(imbalanced(rows_of({0, 1, 1, 1, 1}, 2)));
    EXPECT_TRUE(imbalanced(rows_of({0, 1, 0, 1}, 3))) << "a class without rows";
    EXPECT_FALSE(imbalanced(rows_of({}, 2)));
    TrainingRows values;
    values.targets = std::make_shared<const Targets>(Targets{Task::regression, {}, {}, {1, 2}});
    values.index = {0, 1};
    EXPECT_FALSE(imbalanced(values));
}

/// What each class weighs in all: its weight times its drawn rows, as a share.
std::vector<double> shares(const std::vector<size_t>& all, const std::vector<size_t>& drawn, double balance) {
    auto weights = class_weights(all, drawn, balance);
    double total = 0;
    for (size_t c = 0; c < all.size(); ++c) total += weights[c] *= static_cast<double>(drawn[c]);
    for (double& w : weights) w /= total;
    return weights;
}

TEST(ClassWeights, LetDrawnRowsStandForAllRowsOfTheirClass) {
    const auto s = shares({900, 100}, {50, 50}, 0);
    EXPECT_NEAR(s[0], 0.9, 1e-12);
    EXPECT_NEAR(s[1], 0.1, 1e-12);
}

TEST(ClassWeights, LetClassesCountAlikeWhenBalanced) {
    for (double share : shares({900, 90, 10}, {40, 90, 5}, 1)) EXPECT_NEAR(share, 1.0 / 3, 1e-12);
    const auto half = shares({900, 100}, {900, 100}, 0.5);
    EXPECT_NEAR(half[0] / half[1], 3, 1e-12) << "the root of 9";
}

TEST(ClassWeights, AreFiniteForClassesWithoutRows) {
    EXPECT_EQ(class_weights(std::vector<size_t>{10, 0}, std::vector<size_t>{5, 0}, 1)[1], 1);
}

}  // namespace
}  // namespace mote::train::base
