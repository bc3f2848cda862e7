// A proportions layer evaluated in the plainest way, from its definition: what the chip's code must equal.
#pragma once

#include <algorithm>
#include <vector>

#include "core/rng.hpp"
#include "model/model.hpp"

namespace mote::test {

/// Taps that stand out, of kernel `number`: all triples of nine in lexical order, then all pairs.
inline std::vector<int> kernel_taps(int number) {
    for (int a = 0; a < 9; ++a)
        for (int b = a + 1; b < 9; ++b)
            for (int c = b + 1; c < 9; ++c)
                if (number-- == 0) return {a, b, c};
    for (int a = 0; a < 9; ++a)
        for (int b = a + 1; b < 9; ++b)
            if (number-- == 0) return {a, b};
    return {};
}

/// Weights of the nine taps of difference `number`, as its description lists them.
inline std::vector<int> difference_weights(int number) {
    std::vector<std::vector<int>> all;
    const auto add = [&](std::vector<std::pair<int, int>> taps) {
        auto& weights = all.emplace_back(9, 0);
        for (auto [tap, weight] : taps) weights[static_cast<size_t>(tap)] += weight;
    };
    for (int k = 1; k <= 8; ++k) add({{0, 1}, {k, -1}});
    for (int b = 1; b <= 8; ++b)
        for (int c = b + 1; c <= 8; ++c) add({{b, 2}, {0, -1}, {c, -1}});
    for (int b = 1; b <= 5; ++b)
        for (int c = b + 1; c <= 5; ++c)
            for (int d = c + 1; d <= 5; ++d) {
                add({{0, 1}, {b, 1}, {c, -1}, {d, -1}});
                add({{0, 1}, {c, 1}, {b, -1}, {d, -1}});
                add({{0, 1}, {d, 1}, {b, -1}, {c, -1}});
            }
    return all.at(static_cast<size_t>(number));
}

/// The value of a kernel with nine taps, newest first.
inline long kernel_value(const model::Proportions& layer, int number, const std::vector<int>& taps) {
    if (layer.differences) {
        const auto weights = difference_weights(number);
        long sum = 0;
        for (size_t k = 0; k < 9; ++k) sum += weights[k] * taps[k];
        return ((sum + 128) & 255) - 128;
    }
    const auto high = kernel_taps(number);
    long sum = 0, chosen = 0;
    for (int k = 0; k < 9; ++k) {
        const int x = taps[static_cast<size_t>(k)];
        sum += x;
        for (int h : high) chosen += h == k ? x : 0;
    }
    return high.size() == 2 ? (9 * chosen - 2 * sum) >> 1 : 3 * chosen - sum;
}

/// row[step * axes + axis], encoded; one count a threshold, in order.
inline std::vector<int> plain_counts(const model::Proportions& layer, const std::vector<int>& row, int steps,
                                     int axes) {
    std::vector<int> counts;
    for (const auto& block : layer.blocks)
        for (const auto& kernel : block.kernels) {
            for (int threshold : kernel.thresholds) {
                int count = 0;
                for (int t = 0; t < steps; ++t) {
                    if (t % (1 << layer.stride_log2) != 0 || 16 * t / steps < block.first_part ||
                        16 * t / steps > block.last_part || (!layer.padded && t < 8 * block.dilation))
                        continue;
                    std::vector<int> taps;
                    for (int k = 0; k < 9; ++k) {
                        const int at = std::max(0, t - k * block.dilation);
                        taps.push_back(row[static_cast<size_t>(at * axes + block.axis)]);
                    }
                    count += (kernel_value(layer, kernel.number, taps) >> layer.shift) > threshold;
                }
                counts.push_back(count);
            }
        }
    return counts;
}

inline model::Proportions random_layer(Rng& rng, int steps, int axes, size_t features,
                                       bool differences = false) {
    model::Proportions layer;
    layer.differences = differences;
    layer.shift = static_cast<uint8_t>(rng.below(differences ? 2 : 5));
    layer.padded = rng.below(2) == 0;
    layer.stride_log2 = static_cast<uint8_t>(rng.below(3));
    while (layer.outputs() < features) {
        auto& block = layer.blocks.emplace_back();
        block.dilation = static_cast<uint8_t>(1 + rng.below(static_cast<uint32_t>((steps - 1) / 8)));
        block.axis = static_cast<uint8_t>(rng.below(static_cast<uint32_t>(axes)));
        block.first_part = static_cast<uint8_t>(rng.below(16));
        block.last_part = static_cast<uint8_t>(block.first_part + rng.below(16u - block.first_part));
        if (rng.below(2) == 0) block.first_part = 0, block.last_part = 15;
        for (uint32_t k = 0; k < 1 + rng.below(3) && layer.outputs() < features; ++k) {
            auto& kernel = block.kernels.emplace_back();
            kernel.number = static_cast<uint8_t>(rng.below(differences ? 66 : 120));
            for (uint32_t i = 0; i < 1 + rng.below(3) || i == 0; ++i)
                kernel.thresholds.push_back(static_cast<int8_t>(static_cast<int>(rng.below(128)) - 64));
        }
        if (block.kernels.empty()) layer.blocks.pop_back();
    }
    return layer;
}

/// The layer under a head that hands every count over as a score.
inline model::Model counting_model(const model::Proportions& layer, int steps, int axes,
                                   model::Activation activation) {
    const bool wide = activation == model::Activation::i16;
    const auto code = wide ? model::WeightCode::i16 : model::WeightCode::i8;
    const size_t n = layer.outputs();
    model::Model m;
    m.task = Task::multiclass;
    m.activation = activation;
    m.scores = static_cast<uint8_t>(n);
    m.encoder.shape = {static_cast<uint16_t>(steps), static_cast<uint16_t>(axes)};
    m.encoder.entries.resize(1);
    model::Dense head;
    head.outputs = m.scores;
    head.weights = {code, std::vector<int32_t>(n * n, 0), {}};
    for (size_t i = 0; i < n; ++i) head.weights.q[i * n + i] = wide ? 256 : 1;
    head.biases = {code, std::vector<int32_t>(n, wide ? 0 : 64), {}};
    head.requantisation.bias_shift = 1;  // int8 counts come less 128
    m.layers.push_back(layer);
    m.layers.push_back(std::move(head));
    return m;
}

}  // namespace mote::test
