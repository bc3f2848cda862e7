// Models whose scores are their inputs.
#pragma once

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

}  // namespace mote::test
