// Models whose scores are their inputs.
#pragma once

#include <gtest/gtest.h>

#include "model/binary.hpp"
#include "model/evaluator.hpp"
#include "model/model.hpp"

namespace mote::test {

/// Score k is input k times 2^-6.
inline model::Model pass_through(size_t scores, Task task) {
    using namespace model;
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

/// The same in floats.
inline void make_float(model::Model& m) {
    using namespace model;
    m.activation = Activation::f32;
    m.score_exponent = 0;
    m.encoder.raw_float = true;
    m.encoder.entries = {{0, 0, 0, 1.0f / 64}};
    auto& dense = std::get<Dense>(m.layers[0]);
    for (auto* numbers : {&dense.weights, &dense.biases}) {
        numbers->code = WeightCode::f32;
        numbers->f.assign(numbers->q.begin(), numbers->q.end());
        numbers->q.clear();
    }
}

/// A model of ours, which the runtime must take.
inline model::Evaluator open(const model::Model& m) {
    const auto binary = model::to_binary(m);
    EXPECT_TRUE(binary.ok()) << binary.error().text();
    auto evaluator = model::Evaluator::open(*binary);
    EXPECT_TRUE(evaluator.ok());
    return std::move(*evaluator);
}

}  // namespace mote::test
