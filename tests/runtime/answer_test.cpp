// Probabilities by table against the exponential function.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/rng.hpp"
#include "model/evaluator.hpp"

namespace mote::model {
namespace {

/// A model whose scores are its inputs times 2^-6.
Model pass_through(size_t scores, Task task) {
    Model m;
    m.task = task;
    m.scores = static_cast<uint8_t>(scores);
    m.score_exponent = -6;
    m.activation = Activation::i16;
    m.encoder.shape = {1, static_cast<uint16_t>(scores)};
    m.encoder.entries = {{}};
    Dense dense;
    dense.outputs = m.scores;
    dense.weights = {WeightCode::i8, std::vector<int32_t>(scores * scores), {}};
    for (size_t k = 0; k < scores; ++k) dense.weights.q[k * scores + k] = 1;
    dense.biases = {WeightCode::i16, std::vector<int32_t>(scores), {}};
    m.layers.emplace_back(dense);
    return m;
}

TEST(Probabilities, of_a_binary_model_are_its_logistic_function) {
    const auto binary = to_binary(pass_through(1, Task::binary));
    ASSERT_TRUE(binary.ok()) << binary.error().text();
    auto evaluator = Evaluator::open(*binary);
    ASSERT_TRUE(evaluator.ok());
    for (int score = -1000; score <= 1000; score += 7) {
        float out[2];
        evaluator->run(std::vector<float>{static_cast<float>(score)}, out);
        const double p = 1 / (1 + std::exp(-score / 64.0));
        EXPECT_NEAR(out[1], p, 2e-4) << score;
        EXPECT_NEAR(out[0] + out[1], 1.0, 4e-5);
        EXPECT_EQ(evaluator->answer_class(), score > 0 ? 1 : 0);
    }
}

TEST(Probabilities, of_many_classes_are_the_softmax) {
    const auto binary = to_binary(pass_through(5, Task::multiclass));
    ASSERT_TRUE(binary.ok()) << binary.error().text();
    auto evaluator = Evaluator::open(*binary);
    ASSERT_TRUE(evaluator.ok());
    Rng rng(5);
    for (int i = 0; i < 500; ++i) {
        std::vector<float> row(5), out(5);
        for (auto& x : row) x = static_cast<float>(static_cast<int>(rng.below(800)) - 400);
        evaluator->run(row, out);
        double total = 0;
        for (float x : row) total += std::exp(x / 64.0);
        for (size_t k = 0; k < 5; ++k) EXPECT_NEAR(out[k], std::exp(row[k] / 64.0) / total, 3e-4);
        EXPECT_EQ(evaluator->answer_class(), std::max_element(row.begin(), row.end()) - row.begin());
    }
}

}  // namespace
}  // namespace mote::model
