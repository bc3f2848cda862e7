#include <gtest/gtest.h>

#include "random_model.hpp"

namespace mote {
namespace {

using test::grown::random_model;

class RandomSparse : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RandomSparse, AnswersLikeThePlainEvaluation) {
    for (uint64_t i = 0; i < 40; ++i) {
        SCOPED_TRACE(i);
        test::expect_scores(random_model(GetParam() * 1000 + i), i, test::grown::scores_plainly);
    }
}

TEST_P(RandomSparse, ComesBackFromItsBytes) {
    for (uint64_t i = 0; i < 40; ++i) {
        const auto m = random_model(GetParam() * 1000 + i);
        const auto bytes = model::to_binary(m);
        ASSERT_TRUE(bytes) << bytes.error().text();
        const auto back = model::from_binary(*bytes);
        ASSERT_TRUE(back) << back.error().text();
        const auto& in = std::get<model::Sparse>(m.layers[0]);
        const auto& out = std::get<model::Sparse>(back->layers[0]);
        EXPECT_EQ(out.neurons, in.neurons);
        EXPECT_EQ(out.direct, in.direct);
        EXPECT_EQ(out.biases, in.biases);
        EXPECT_EQ(out.stride, in.stride);
        EXPECT_EQ(out.bias_shift, in.bias_shift);
        EXPECT_EQ(*model::to_binary(*back), *bytes);
    }
}

TEST_P(RandomSparse, DamagedWithARightChecksumIsRefusedOrRunsInsideItsMemory) {
    test::expect_hostile_models_are_contained(GetParam(), random_model);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomSparse, ::testing::Range<uint64_t>(1, 9));

/// One input, one neuron that is the input less 5, never below 0; the score is 3 times it.
model::Model by_hand() {
    model::Model m;
    m.activation = model::Activation::i16;
    m.encoder.shape = {1, 2};
    m.encoder.entries = {{0, 0, 0, 1}};
    model::Sparse sparse;
    sparse.neurons = {{model::Sparse::Response::relu, 1, -5, {{1, 0, 2}}, {3}}};
    sparse.direct.resize(1);
    m.layers.emplace_back(sparse);
    return m;
}

TEST(SparseLayer, OfOneNeuronIsEvaluatedByHand) {
    auto evaluator = model::Evaluator::open(*model::to_binary(by_hand()));
    ASSERT_TRUE(evaluator);
    std::vector<float> outputs(2);
    const std::pair<float, int32_t> cases[] = {{-4, 0}, {5, 0}, {6, 3}, {105, 300}};
    for (const auto& [x, score] : cases) {
        evaluator->run(std::vector<float>{100, x}, outputs);
        EXPECT_EQ(evaluator->raw_score(0), score) << x;
    }
}

TEST(SparseLayer, IsRefusedWithImpossibleLinks) {
    auto m = by_hand();
    auto& links = std::get<model::Sparse>(m.layers[0]).neurons[0].links;
    links = {{2, 0, 1}};  // the neuron itself
    EXPECT_FALSE(model::to_binary(m));
    links = {{1, 0, 1}, {0, 0, 1}};  // not ascending
    EXPECT_FALSE(model::to_binary(m));
    links = {{1, 1, 1}};  // a run beyond the inputs
    EXPECT_FALSE(model::to_binary(m));
    links = {{1, 0, 128}};
    EXPECT_FALSE(model::to_binary(m));
}

TEST(SparseLayer, TakesInt16AndIsTheLast) {
    auto m = by_hand();
    m.activation = model::Activation::i8;
    EXPECT_FALSE(model::to_binary(m));
    m = by_hand();
    m.layers.push_back(m.layers[0]);
    EXPECT_FALSE(model::to_binary(m));
}

}  // namespace
}  // namespace mote
