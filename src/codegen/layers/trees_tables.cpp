#include "codegen/layers/trees_tables.hpp"

#include <algorithm>
#include <utility>

#include "codegen/compiled/source.hpp"

namespace mote::codegen {

namespace {

using Tree = model::Trees::Tree;

unsigned leaf_bytes(const model::Trees& trees, int64_t limit) {
    for (const auto& of_output : trees.trees)
        for (const auto& tree : of_output)
            if (const Range r = range_of(tree); r.low < -limit || r.high >= limit) return 2;
    return 1;
}

std::vector<NumberedThreshold> numbered(const ForestThresholds& thresholds) {
    std::vector<NumberedThreshold> out;
    for (size_t f = 0; f < thresholds.of_feature.size(); ++f)
        for (const int32_t t : thresholds.of_feature[f]) out.push_back({f, t});
    return out;
}

/// Each a test and two leaves, of which the first is 0: only the other one is written.
bool are_stumps(const model::Trees& trees) {
    const auto is_stump = [](const Tree& tree) { return tree.size() == 3 && tree[1].value == 0; };
    return std::ranges::all_of(trees.trees,
                               [&](const auto& list) { return std::ranges::all_of(list, is_stump); });
}

/// Ascending by less than a byte, and none that a value's distance to it could overflow.
bool are_close(const ForestThresholds& thresholds) {
    return std::ranges::all_of(thresholds.of_feature, [](const auto& of_feature) {
        for (size_t i = 0; i + 1 < of_feature.size(); ++i)
            if (of_feature[i + 1] < of_feature[i] || of_feature[i + 1] - of_feature[i] > 255) return false;
        return std::ranges::all_of(of_feature, [](int32_t t) { return std::abs(t) < 1 << 14; });
    });
}

}  // namespace

size_t input_of(const model::Encoder& encoder, size_t feature) {
    return encoder.used.empty() ? feature : encoder.used[feature];
}

DirectTable::DirectTable(const model::Trees& trees, const ForestThresholds& thresholds,
                         const model::Encoder& encoder)
    : thresholds_(numbered(thresholds)),
      threshold_bytes_(thresholds.bytes),
      leaf_bytes_(leaf_bytes(trees, 128)),
      encoder_(encoder),
      many_(trees.outputs > 1 || trees.trees[0].size() != 1) {
    for (const auto& of_output : trees.trees)
        for (const auto& tree : of_output) add(tree);
}

void DirectTable::add(const Tree& tree) {
    size_t at = 0;
    const std::vector<uint8_t> body = branch(tree, at);
    fits_ = fits_ && body.size() < 256;
    if (many_) bytes_.push_back(byte_of(static_cast<int64_t>(body.size())));
    bytes_.insert(bytes_.end(), body.begin(), body.end());
}

std::vector<uint8_t> DirectTable::branch(const Tree& tree, size_t& at) {
    std::vector<uint8_t> out;
    const auto& node = tree[at++];
    if (node.leaf) {
        append_bytes(out, node.value, leaf_bytes_);
        return out;
    }
    const bool left_leaf = tree[at].leaf;
    const std::vector<uint8_t> left = branch(tree, at);
    const bool right_leaf = tree[at].leaf;
    const std::vector<uint8_t> right = branch(tree, at);
    const auto& test = thresholds_[static_cast<size_t>(node.value)];
    const bool pair = !encoder_.used.empty() && test.feature >= encoder_.used.size();  // of two inputs
    const size_t input = pair ? 0 : input_of(encoder_, test.feature);
    fits_ = fits_ && !pair && input < 64 && left.size() < 256;
    out.push_back(byte_of(static_cast<int64_t>(4 * input + (left_leaf ? 1u : 0u) + (right_leaf ? 2u : 0u))));
    append_bytes(out, test.threshold, threshold_bytes_);
    out.push_back(byte_of(static_cast<int64_t>(left.size())));
    out.insert(out.end(), left.begin(), left.end());
    out.insert(out.end(), right.begin(), right.end());
    return out;
}

std::optional<ShortThresholds> short_thresholds(const ForestThresholds& thresholds) {
    constexpr size_t code = 24;
    const auto all = numbered(thresholds);
    if (thresholds.input != ForestInput::raw_i16 || thresholds.bytes != 2 || all.size() <= code) return {};
    ShortThresholds out{14, 0};
    int32_t low = INT32_MAX, high = INT32_MIN;
    for (const auto& [feature, t] : all) {
        while (((t + 1) & ((1 << out.shift) - 1)) != 0) --out.shift;
        low = std::min(low, t), high = std::max(high, t);
    }
    low = out.of(low), high = out.of(high);
    if (high - low > 255) return {};
    if (low < 0 || high > 255) out.offset = low;
    return out;
}

SharedTable::SharedTable(model::Trees trees, const ForestThresholds& thresholds,
                         const model::Encoder& encoder)
    : trees_(std::move(trees)),
      thresholds_(&thresholds),
      encoder_(&encoder),
      raw_(thresholds.input != ForestInput::encoded),
      deltas_(!raw_ && thresholds.bytes == 2 && are_close(thresholds)),
      stumps_(are_stumps(trees_)),
      short_(short_thresholds(thresholds)),
      leaf_bytes_(leaf_bytes(trees_, stumps_ ? 128 : 64)),
      number_bytes_(trees_.threshold_count() > 128 ? 2 : 1),
      channel_bytes_(encoder.shape.axes > 254 ? 2 : 1) {
    for (size_t f = 0; f < thresholds.of_feature.size(); ++f) add_feature(f);
    if (raw_) append_bytes(features_, 0xFFFF, channel_bytes_);
    for (const auto& of_output : trees_.trees)
        for (const auto& tree : of_output) add(tree);
}

unsigned SharedTable::bytes_of_step() const {
    if (std::ranges::all_of(trees_.steps, [](int32_t s) { return s == 0; })) return 0;
    return std::ranges::all_of(trees_.steps, [](int32_t s) { return s >= -128 && s < 128; }) ? 1 : 2;
}

/// With the code that biases and steps take, about.
size_t SharedTable::size_with_biases_and_steps() const {
    return size() + (trees_.biases.empty() ? 0 : 20 + 2 * trees_.biases.size()) +
           (bytes_of_step() > 0 ? 20 + 10 * bytes_of_step() : 0);
}

void SharedTable::add_feature(size_t f) {
    const auto& of_feature = thresholds_->of_feature[f];
    const size_t channels = thresholds_->of_feature.size() - trees_.pairs.size();
    if (raw_) {
        if (of_feature.empty()) return;
        append_bytes(features_, static_cast<int64_t>(input_of(*encoder_, f)), channel_bytes_);
    }
    if (f >= channels) {
        const auto& pair = trees_.pairs[f - channels];
        append_bytes(features_, pair.a, channel_bytes_);
        append_bytes(features_, pair.b, channel_bytes_);
        features_.push_back(pair.sum ? 1 : 0);
    }
    features_.push_back(byte_of(static_cast<int64_t>(of_feature.size())));
    if (deltas_ && !of_feature.empty()) append_bytes(features_, of_feature[0], 2);
    for (size_t i = 0; i < of_feature.size(); ++i) {
        if (deltas_)
            append_bytes(features_, i + 1 < of_feature.size() ? of_feature[i + 1] - of_feature[i] : 0, 1);
        if (!deltas_)
            append_bytes(features_, short_ ? short_->of(of_feature[i]) : of_feature[i],
                         short_ ? 1 : thresholds_->bytes);
        if (bytes_of_step() > 0) append_bytes(features_, trees_.steps[number_], bytes_of_step());
        ++number_;
    }
}

void SharedTable::add(const Tree& tree) {
    if (!stumps_) {
        for (const auto& node : tree) add(node);
        return;
    }
    append_bytes(bytes_, tree[0].value, number_bytes_);
    append_bytes(bytes_, tree[2].value, leaf_bytes_);
}

/// High byte first: its bit 7 tells a leaf.
void SharedTable::add(const model::Trees::Node& node) {
    const unsigned bytes = node.leaf ? leaf_bytes_ : number_bytes_;
    const int32_t value =
        (node.value & ((1 << (8 * bytes - 1)) - 1)) | (node.leaf ? 1 << (8 * bytes - 1) : 0);
    if (bytes == 2) bytes_.push_back(byte_of(value >> 8));
    bytes_.push_back(byte_of(value));
}

SharedTable SharedTable::smallest(const model::Trees& trees, const ForestThresholds& thresholds,
                                  const model::Encoder& encoder) {
    SharedTable best(trees, thresholds, encoder);
    for (const auto& other :
         {without_biases(trees), without_steps(trees), without_biases(without_steps(trees))})
        if (SharedTable table(other, thresholds, encoder);
            table.size_with_biases_and_steps() < best.size_with_biases_and_steps())
            best = std::move(table);
    return best;
}

}  // namespace mote::codegen
