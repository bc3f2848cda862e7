// Random but valid tree models, and a plain evaluation of them.
#pragma once

#include "support/random_model.hpp"

namespace mote::test {

inline void grow_random(Rng& rng, const model::Trees& trees, unsigned depth, unsigned deepest,
                        model::Trees::Tree& out) {
    const bool leaf = depth > 0 && (depth == deepest || rng.below(3) == 0);
    if (leaf) {
        const int32_t limit = 1 << (trees.leaf_bits - 1);
        const bool first = std::ranges::none_of(out, [](const auto& node) { return node.leaf; });
        out.push_back({true, first && trees.first_zero ? 0 : random_in(rng, -limit, limit - 1)});
        return;
    }
    out.push_back({false, random_in(rng, 0, static_cast<int32_t>(trees.threshold_count()) - 1)});
    grow_random(rng, trees, depth + 1, deepest, out);
    grow_random(rng, trees, depth + 1, deepest, out);
}

inline model::Trees random_trees(Rng& rng, size_t channels, uint8_t outputs) {
    model::Trees trees;
    trees.outputs = outputs;
    trees.leaf_bits = static_cast<uint8_t>(random_in(rng, 1, 12));
    trees.step_bits = static_cast<uint8_t>(random_in(rng, 1, 12));
    trees.first_zero = rng.below(2) == 0;
    const size_t pairs = channels > 1 ? rng.below(6) : 0;
    const auto c = static_cast<uint32_t>(channels);
    for (size_t i = 0; i < pairs; ++i)
        trees.pairs.push_back(
            {static_cast<uint16_t>(rng.below(c)), static_cast<uint16_t>(rng.below(c)), rng.below(2) == 0});
    for (size_t f = 0; f < channels + pairs; ++f) {
        const int32_t range = rng.below(2) == 0 ? 100 : 32767;
        auto& of_feature = trees.thresholds.emplace_back();
        for (uint32_t i = rng.below(6); i > 0; --i) of_feature.push_back(random_in(rng, -range, range));
        std::ranges::sort(of_feature);
    }
    if (trees.threshold_count() == 0) trees.thresholds[0].push_back(5);
    if (outputs == 1 && rng.below(2) == 0)
        for (size_t i = 0; i < trees.threshold_count(); ++i)
            trees.steps.push_back(rng.below(2) == 0 ? 0 : random_in(rng, -(1 << (trees.step_bits - 1)), 0));
    if (rng.below(2) == 0)
        for (size_t k = 0; k < outputs; ++k) trees.biases.push_back(random_in(rng, -3000, 3000));
    if (rng.below(2) == 0) {
        auto& linear = trees.linear.emplace();
        linear.shift = static_cast<uint8_t>(rng.below(12));
        linear.bits = static_cast<uint8_t>(random_in(rng, 2, 8));
        const int32_t limit = 1 << (linear.bits - 1);
        for (size_t i = 0; i < channels * outputs; ++i)
            linear.weights.push_back(random_in(rng, -limit, limit - 1));
    }
    trees.trees.resize(outputs);
    const auto deepest = static_cast<unsigned>(random_in(rng, 1, 6));
    for (auto& of_output : trees.trees)
        for (uint32_t i = rng.below(5); i > 0; --i)
            grow_random(rng, trees, 0, deepest, of_output.emplace_back());
    return trees;
}

inline model::Model random_model(uint64_t seed) {
    Rng rng(seed);
    auto m = random_frame(rng, rng.below(4) == 0 ? model::Activation::i8 : model::Activation::i16, 40);
    m.layers.emplace_back(random_trees(rng, channels_of(m), m.scores));
    return m;
}

/// Of int16 samples that need no encoding: eight inputs, each with six thresholds from low to high, and trees of one node
/// (or also of two).
inline model::Model plain_forest(uint64_t seed, int8_t exponent, int32_t low, int32_t high, bool stumps) {
    Rng rng(seed);
    model::Model m;
    m.task = Task::multiclass;
    m.scores = 3;
    m.activation = model::Activation::i16;
    m.score_exponent = -5;
    m.encoder.shape = {1, 8};
    m.encoder.entries = {{exponent, 0, 0, 1}};
    model::Trees trees;
    trees.outputs = 3;
    trees.leaf_bits = 8;
    trees.first_zero = true;
    trees.biases = {300, -20, 1000};
    trees.thresholds.resize(8);
    for (auto& of_feature : trees.thresholds) {
        for (int i = 0; i < 6; ++i) of_feature.push_back(random_in(rng, low, high));
        std::ranges::sort(of_feature);
    }
    trees.thresholds[0].front() = low, trees.thresholds[7].back() = high;
    trees.trees.resize(3);
    for (auto& of_output : trees.trees)
        for (int i = 0; i < 20; ++i) {
            const auto threshold = [&] { return model::Trees::Node{false, random_in(rng, 0, 47)}; };
            const auto leaf = [&] { return model::Trees::Node{true, random_in(rng, -128, 127)}; };
            of_output.push_back({threshold(), {true, 0}, leaf()});
            if (!stumps && i % 4 == 0)
                of_output.back() = {threshold(), threshold(), {true, 0}, leaf(), leaf()};
        }
    m.layers.emplace_back(trees);
    return m;
}

inline int64_t tree_value(const model::Trees::Tree& tree, const std::vector<bool>& above, size_t& at,
                          bool on) {
    const auto& node = tree[at++];
    if (node.leaf) return on ? node.value : 0;
    const bool right = above[static_cast<size_t>(node.value)];
    const int64_t left_value = tree_value(tree, above, at, on && !right);
    return left_value + tree_value(tree, above, at, on && right);
}

inline std::vector<int64_t> scores_plainly(const model::Model& m, std::span<const float> row) {
    const auto& trees = std::get<model::Trees>(m.layers.back());
    const auto x = encode_plainly(m, row);
    auto values = x;
    for (const auto& pair : trees.pairs)
        values.push_back(pair.sum ? x[pair.a] + x[pair.b] : x[pair.a] - x[pair.b]);
    std::vector<bool> above;
    std::vector<int64_t> scores(trees.outputs);
    for (size_t f = 0; f < values.size(); ++f)
        for (int32_t threshold : trees.thresholds[f]) {
            above.push_back(values[f] > threshold);
            if (!trees.steps.empty() && above.back()) scores[0] += trees.steps[above.size() - 1];
        }
    for (size_t k = 0; k < scores.size(); ++k) {
        if (!trees.biases.empty()) scores[k] += trees.biases[k];
        if (trees.linear) {
            int64_t sum = 0;
            for (size_t c = 0; c < x.size(); ++c) sum += trees.linear->weights[k * x.size() + c] * x[c];
            scores[k] += sum >> trees.linear->shift;
        }
        for (const auto& tree : trees.trees[k]) {
            size_t at = 0;
            scores[k] += tree_value(tree, above, at, true);
        }
    }
    return scores;
}

}  // namespace mote::test
