#include <gtest/gtest.h>

#include "random_model.hpp"

namespace mote {
namespace {

using test::random_model;

class RandomModel : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RandomModel, AnswersLikeThePlainEvaluation) {
    for (uint64_t i = 0; i < 40; ++i) {
        SCOPED_TRACE(i);
        test::expect_scores(random_model(GetParam() * 1000 + i), i, test::scores_plainly);
    }
}

TEST_P(RandomModel, ComesBackFromItsBytes) {
    for (uint64_t i = 0; i < 40; ++i) {
        const auto m = random_model(GetParam() * 1000 + i);
        const auto bytes = model::to_binary(m);
        ASSERT_TRUE(bytes) << bytes.error().text();
        const auto back = model::from_binary(*bytes);
        ASSERT_TRUE(back) << back.error().text();
        const auto& in = std::get<model::Trees>(m.layers[0]);
        const auto& out = std::get<model::Trees>(back->layers[0]);
        EXPECT_EQ(back->encoder.used, m.encoder.used);
        EXPECT_EQ(back->encoder.entries, m.encoder.entries);
        EXPECT_EQ(out.pairs, in.pairs);
        EXPECT_EQ(out.thresholds, in.thresholds);
        EXPECT_EQ(out.steps, in.steps);
        EXPECT_EQ(out.trees, in.trees);
        EXPECT_EQ(out.biases, in.biases);
        ASSERT_EQ(out.linear.has_value(), in.linear.has_value());
        if (in.linear) {
            EXPECT_EQ(out.linear->weights, in.linear->weights);
        }
        EXPECT_EQ(*model::to_binary(*back), *bytes);
    }
}

TEST_P(RandomModel, DamagedWithARightChecksumIsRefusedOrRunsInsideItsMemory) {
    test::expect_hostile_models_are_contained(GetParam(), random_model);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomModel, ::testing::Range<uint64_t>(1, 9));

TEST(TreesLayer, IsRefusedWhenItIsNotTheLast) {
    auto m = random_model(3);
    m.layers.push_back(m.layers[0]);
    EXPECT_FALSE(model::to_binary(m));
}

TEST(TreesLayer, IsRefusedWithANodeWithoutThreshold) {
    auto m = random_model(3);
    auto& trees = std::get<model::Trees>(m.layers[0]);
    trees.trees[0] = {{{false, static_cast<int32_t>(trees.threshold_count())}, {true, 0}, {true, 0}}};
    EXPECT_FALSE(model::to_binary(m));
}

TEST(TreesLayer, OfOneStepIsEvaluatedByHand) {
    model::Model m;
    m.activation = model::Activation::i16;
    m.encoder.shape = {1, 3};
    m.encoder.used = {1};
    m.encoder.entries = {{0, 0, 0, 1}};
    model::Trees trees;
    trees.thresholds = {{-4, 9}};
    trees.steps = {7, -3};
    trees.step_bits = 4;
    trees.trees.resize(1);
    m.layers.emplace_back(trees);
    auto evaluator = model::Evaluator::open(*model::to_binary(m));
    ASSERT_TRUE(evaluator);
    std::vector<float> outputs(2);
    const std::pair<float, int32_t> cases[] = {{-4, 0}, {-3, 7}, {9, 7}, {10, 4}};
    for (const auto& [x, score] : cases) {
        evaluator->run(std::vector<float>{100, x, -100}, outputs);
        EXPECT_EQ(evaluator->raw_score(0), score) << x;
    }
}

}  // namespace
}  // namespace mote
