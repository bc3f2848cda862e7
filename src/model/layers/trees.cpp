#include "model/layers/functions.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "model/bit_stream.hpp"

namespace mote::model {

namespace {

bool within_bits(int32_t value, unsigned bits) {
    return value >= -(1 << (bits - 1)) && value < (1 << (bits - 1));
}

bool all_fit(const std::vector<int32_t>& values, unsigned bits) {
    return std::ranges::all_of(values, [&](int32_t v) { return within_bits(v, bits); });
}

/// Depth of the deepest leaf; 0 when the nodes do not make exactly one tree.
unsigned depth_of(const Trees::Tree& tree) {
    size_t at = 0;
    unsigned deepest = 0;
    std::vector<unsigned> open{0};  // depths of the subtrees still to come
    while (!open.empty()) {
        if (at == tree.size()) return 0;
        const unsigned depth = open.back();
        open.pop_back();
        deepest = std::max(deepest, depth);
        if (!tree[at++].leaf) open.insert(open.end(), {depth + 1, depth + 1});
    }
    return at == tree.size() ? deepest : 0;
}

unsigned max_depth(const Trees& trees) {
    unsigned deepest = 1;
    for (const auto& of_output : trees.trees)
        for (const auto& tree : of_output) deepest = std::max(deepest, depth_of(tree));
    return deepest;
}

Status check_tree(const Trees& trees, const Trees::Tree& tree) {
    const unsigned depth = depth_of(tree);
    if (depth == 0 || depth > 15) return malformed("a tree without nodes, or deeper than 15");
    bool first = trees.first_zero;
    for (const auto& node : tree) {
        if (!node.leaf && static_cast<size_t>(node.value) >= trees.threshold_count())
            return malformed("a node without its threshold");
        if (node.leaf && std::exchange(first, false) && node.value != 0)
            return malformed("the first leaf of a tree is not 0");
        if (node.leaf && !within_bits(node.value, trees.leaf_bits))
            return malformed("a leaf beyond its bits");
    }
    return Done{};
}

Status check_linear(const Trees& trees, LayerShape in) {
    const auto& linear = *trees.linear;
    if (linear.weights.size() != size_t{in.channels} * trees.outputs)
        return malformed("one weight a channel and output is needed");
    if (linear.bits < 1 || linear.bits > 8 || linear.shift > 31 || !all_fit(linear.weights, linear.bits))
        return malformed("linear weights beyond their bits");
    for (size_t k = 0; k < trees.outputs; ++k) {
        int64_t sum = 0;
        for (size_t c = 0; c < in.channels; ++c) sum += std::abs(linear.weights[k * in.channels + c]);
        if (sum > 65535) return malformed("a linear sum could leave 32 bits");
    }
    return Done{};
}

Status check_features(const Trees& trees, LayerShape in) {
    if (trees.pairs.size() > 255 || trees.thresholds.size() != in.channels + trees.pairs.size())
        return malformed("thresholds for every channel and pair are needed");
    for (const auto& pair : trees.pairs)
        if (pair.a >= in.channels || pair.b >= in.channels) return malformed("a pair of unknown channels");
    for (const auto& of_feature : trees.thresholds)
        if (!std::ranges::is_sorted(of_feature) || !all_fit(of_feature, 16) || of_feature.size() > 32767)
            return malformed("thresholds that do not ascend, or beyond 16 bits");
    if (trees.threshold_count() > MOTE_MAX_THRESHOLDS) return malformed("too many thresholds");
    return Done{};
}

Status check_trees(const Trees& trees, LayerShape in) {
    if (trees.leaf_bits < 1 || trees.leaf_bits > 16 || trees.step_bits < 1 || trees.step_bits > 16)
        return malformed("leaves of 1 to 16 bits are possible");
    if (trees.trees.size() != trees.outputs) return malformed("trees for every output are needed");
    if (!trees.biases.empty() && (trees.biases.size() != trees.outputs || !all_fit(trees.biases, 16)))
        return malformed("one bias of 16 bits an output is needed");
    if (!trees.steps.empty() && (trees.steps.size() != trees.threshold_count() || trees.outputs != 1 ||
                                 !all_fit(trees.steps, trees.step_bits)))
        return malformed("steps need one output and one number a threshold");
    MOTE_CHECK(check_features(trees, in));
    if (trees.linear) MOTE_CHECK(check_linear(trees, in));
    for (const auto& of_output : trees.trees) {
        if (of_output.size() > 65534) return malformed("too many trees");
        for (const auto& tree : of_output) MOTE_CHECK(check_tree(trees, tree));
    }
    return Done{};
}

/// Whether a bit a threshold for "no step" takes less than zeros.
bool sparse_steps(const Trees& trees) {
    const auto zeros = static_cast<size_t>(std::ranges::count(trees.steps, 0));
    return zeros * trees.step_bits > trees.steps.size();
}

uint32_t flags_of(const Trees& trees) {
    uint32_t flags = 0;
    if (trees.linear) flags |= MOTE_TREES_LINEAR;
    if (!trees.biases.empty()) flags |= MOTE_TREES_BIAS;
    if (!trees.steps.empty()) flags |= MOTE_TREES_STEPS;
    if (!trees.steps.empty() && sparse_steps(trees)) flags |= MOTE_TREES_SPARSE_STEPS;
    if (trees.first_zero) flags |= MOTE_TREES_FIRST_ZERO;
    return flags;
}

void write_linear(BitWriter& out, const Trees::Linear& linear) {
    out.put(linear.shift, 5);
    out.put(linear.bits - 1u, 3);
    for (int32_t weight : linear.weights) out.put_signed(weight, linear.bits);
}

void write_features(BitWriter& out, const Trees& trees, LayerShape in) {
    size_t most = 0;
    for (const auto& of_feature : trees.thresholds) most = std::max(most, of_feature.size());
    const auto count_bits = static_cast<unsigned>(std::bit_width(most));
    const bool sparse = (flags_of(trees) & MOTE_TREES_SPARSE_STEPS) != 0;
    size_t number = 0;
    out.put(count_bits, 4);
    out.put(static_cast<uint32_t>(trees.pairs.size()), 8);
    for (size_t f = 0; f < trees.thresholds.size(); ++f) {
        if (f >= in.channels) {
            const auto& pair = trees.pairs[f - in.channels];
            out.put(pair.sum ? 1 : 0, 1);
            out.put(pair.a, index_width(in.channels)), out.put(pair.b, index_width(in.channels));
        }
        const auto& of_feature = trees.thresholds[f];
        out.put(static_cast<uint32_t>(of_feature.size()), count_bits);
        if (of_feature.empty()) continue;
        const unsigned width = signed_width(of_feature);
        out.put(width - 1, 4);
        for (int32_t threshold : of_feature) {
            out.put_signed(threshold, width);
            if (trees.steps.empty()) continue;
            const int32_t step = trees.steps[number++];
            if (sparse) out.put(step != 0 ? 1 : 0, 1);
            if (!sparse || step != 0) out.put_signed(step, trees.step_bits);
        }
    }
}

void write_tree(BitWriter& out, const Trees& trees, const Trees::Tree& tree, unsigned deepest) {
    std::vector<unsigned> open{0};
    const unsigned width = index_width(trees.threshold_count());
    bool skip_value = trees.first_zero;
    for (const auto& node : tree) {
        const unsigned depth = open.back();
        open.pop_back();
        if (depth > 0 && depth < deepest) out.put(node.leaf ? 0 : 1, 1);
        if (!node.leaf) {
            out.put(static_cast<uint32_t>(node.value), width);
            open.insert(open.end(), {depth + 1, depth + 1});
        } else if (!std::exchange(skip_value, false)) {
            out.put_signed(node.value, trees.leaf_bits);
        }
    }
}

void read_features(BitReader& in, uint32_t flags, size_t channels, Trees& out) {
    const unsigned count_bits = in.take(4);
    const size_t pairs = in.take(8);
    for (size_t f = 0; f < channels + pairs; ++f) {
        if (f >= channels) {
            Trees::Pair pair;
            pair.sum = in.take(1) != 0;
            pair.a = static_cast<uint16_t>(in.take(index_width(channels)));
            pair.b = static_cast<uint16_t>(in.take(index_width(channels)));
            out.pairs.push_back(pair);
        }
        auto& of_feature = out.thresholds.emplace_back(in.take(count_bits));
        if (of_feature.empty()) continue;
        const unsigned width = in.take(4) + 1;
        for (auto& threshold : of_feature) {
            threshold = in.take_signed(width);
            if (!(flags & MOTE_TREES_STEPS)) continue;
            const bool present = !(flags & MOTE_TREES_SPARSE_STEPS) || in.take(1) != 0;
            out.steps.push_back(present ? in.take_signed(out.step_bits) : 0);
        }
    }
}

Trees::Tree read_tree(BitReader& in, const Trees& trees, unsigned deepest) {
    Trees::Tree tree;
    std::vector<unsigned> open{0};
    bool skip_value = trees.first_zero;
    while (!open.empty()) {
        const unsigned depth = open.back();
        open.pop_back();
        if (depth == 0 || (depth < deepest && in.take(1))) {
            tree.push_back({false, static_cast<int32_t>(in.take(index_width(trees.threshold_count())))});
            open.insert(open.end(), {depth + 1, depth + 1});
        } else {
            tree.push_back({true, std::exchange(skip_value, false) ? 0 : in.take_signed(trees.leaf_bits)});
        }
    }
    return tree;
}

}  // namespace

size_t Trees::threshold_count() const {
    size_t count = 0;
    for (const auto& of_feature : thresholds) count += of_feature.size();
    return count;
}

uint8_t code_of(const Trees&) {
    return MOTE_LAYER_TREES;
}

LayerShape shape_after(const Trees& trees, LayerShape) {
    return {1, trees.outputs};
}

/// Thresholds, steps, leaves, weights and biases.
LayerCounts counts_of(const Trees& trees) {
    size_t count = trees.threshold_count() + trees.steps.size() + trees.biases.size();
    if (trees.linear) count += trees.linear->weights.size();
    for (const auto& of_output : trees.trees)
        for (const auto& tree : of_output)
            for (const auto& node : tree) count += node.leaf ? 1 : 0;
    return {count, trees.leaf_bits > 8 || trees.step_bits > 8 ? 16 : 8};
}

Status write_layer(ByteWriter& to, const Trees& trees, const LayerPlace& place) {
    const LayerShape in = place.in;
    MOTE_CHECK(check_trees(trees, in));
    BitWriter out;
    const unsigned deepest = max_depth(trees);
    out.put(flags_of(trees), 8);
    out.put(trees.leaf_bits - 1u, 4), out.put(trees.step_bits - 1u, 4), out.put(deepest, 4);
    const unsigned bias_bits = signed_width(trees.biases);
    if (!trees.biases.empty()) out.put(bias_bits - 1, 4);
    for (int32_t bias : trees.biases) out.put_signed(bias, bias_bits);
    if (trees.linear) write_linear(out, *trees.linear);
    write_features(out, trees, in);
    for (const auto& of_output : trees.trees) {
        out.gamma(static_cast<uint32_t>(of_output.size()));
        for (const auto& tree : of_output) write_tree(out, trees, tree, deepest);
    }
    to.append(out.bytes());
    return Done{};
}

Trees read_trees(ByteReader& from, const LayerPlace& place) {
    BitReader in(from.bytes(), from.at());
    const uint8_t outputs = place.scores;
    Trees out;
    const uint32_t flags = in.take(8);
    out.outputs = outputs;
    out.first_zero = (flags & MOTE_TREES_FIRST_ZERO) != 0;
    out.leaf_bits = static_cast<uint8_t>(in.take(4) + 1),
    out.step_bits = static_cast<uint8_t>(in.take(4) + 1);
    const unsigned deepest = in.take(4);
    if (flags & MOTE_TREES_BIAS) {
        const unsigned bias_bits = in.take(4) + 1;
        for (size_t k = 0; k < outputs; ++k) out.biases.push_back(in.take_signed(bias_bits));
    }
    if (flags & MOTE_TREES_LINEAR) {
        auto& linear = *(out.linear = model::Trees::Linear{});
        linear.shift = static_cast<uint8_t>(in.take(5)), linear.bits = static_cast<uint8_t>(in.take(3) + 1);
        for (size_t i = 0; i < size_t{place.in.channels} * outputs; ++i)
            linear.weights.push_back(in.take_signed(linear.bits));
    }
    read_features(in, flags, place.in.channels, out);
    for (size_t k = 0; k < outputs; ++k) {
        auto& of_output = out.trees.emplace_back(in.gamma());
        for (auto& tree : of_output) tree = read_tree(in, out, deepest);
    }
    from.skip_to(in.next_byte());
    return out;
}

}  // namespace mote::model
