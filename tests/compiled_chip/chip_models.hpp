// Models for the simulated chip.
#pragma once

#include <cmath>

#include "../compiled/random_networks.hpp"
#include "../runtime_kernels/reference.hpp"
#include "../runtime_trees/random_model.hpp"
#include "pipeline/measure_model.hpp"
#include "shell.hpp"
#include "support/needs.hpp"

namespace mote::testing {

#define REQUIRE_AVR() \
    MOTE_NEEDS("sim", shell("avr-gcc --version", ".").ok(), "avr-gcc is missing: apt-get install gcc-avr")

inline model::Model counts(uint64_t seed, uint8_t scores, int steps, int axes, uint8_t shift,
                           uint8_t stride_log2, bool differences = false, size_t features = 14) {
    Rng rng(seed);
    model::Model m;
    m.task = scores > 1 ? Task::multiclass : Task::binary;
    m.scores = scores;
    m.score_exponent = -8;
    m.encoder.shape = {static_cast<uint16_t>(steps), static_cast<uint16_t>(axes)};
    m.encoder.entries = {{-8, between(rng, -60, 60), 0, 1}};
    auto layer = test::random_layer(rng, steps, axes, features, differences);
    layer.shift = shift;
    layer.stride_log2 = stride_log2;
    const size_t n = layer.outputs();
    m.layers.emplace_back(layer);
    m.layers.emplace_back(model::Dense{scores,
                                       {0, 6, false},
                                       random_numbers(rng, model::WeightCode::i8, n * scores, 127),
                                       random_numbers(rng, model::WeightCode::i8, scores, 127)});
    return m;
}

/// Trees that need no encoded values.
inline model::Model raw_trees(uint64_t seed, bool raw_float, model::Activation activation, bool negative) {
    Rng rng(seed);
    model::Model m;
    m.activation = activation;
    m.score_exponent = -5;
    m.encoder.shape = {1, 9};
    m.encoder.raw_float = raw_float;
    const bool wide = activation == model::Activation::i16;
    m.encoder.entries = {{static_cast<int8_t>(wide ? -1 : -8), 0, 0, 1}};
    model::Trees trees;
    trees.leaf_bits = 7;
    for (int f = 0; f < 9; ++f) {
        auto& of_feature = trees.thresholds.emplace_back();
        for (int i = 0; i < 3; ++i)
            of_feature.push_back(between(rng, negative ? (wide ? -9000 : -120) : 0, wide ? 9000 : 120));
        std::ranges::sort(of_feature);
    }
    trees.trees.resize(1);
    for (uint64_t i = 0; i < 1 + seed % 3; ++i)
        test::grow_random(rng, trees, 0, 5, trees.trees[0].emplace_back());
    m.layers.emplace_back(trees);
    return m;
}

}  // namespace mote::testing
