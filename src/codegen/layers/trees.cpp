#include "codegen/layers/trees.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "codegen/compiled/matrix.hpp"
#include "codegen/compiled/source.hpp"

namespace mote::codegen {

namespace {

using Tree = model::Trees::Tree;

void append_value(std::vector<uint8_t>& out, int64_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) out.push_back(byte_of(value >> (8 * i)));
}

/// Narrowest of 16, 24 and 32 bits for sums of these terms in any order: each part must fit, not only the
/// whole; modulo 2^bits that follows from the whole.
unsigned bits_for(const Ranges& scores) {
    for (const unsigned bits : {16u, 24u})
        if (std::ranges::all_of(scores, [&](const Range& r) {
                return r.low >= -(int64_t{1} << (bits - 1)) && r.high < int64_t{1} << (bits - 1);
            }))
            return bits;
    return 32;
}

unsigned leaf_bytes(const model::Trees& trees, int64_t limit) {
    for (const auto& of_output : trees.trees)
        for (const auto& tree : of_output)
            if (const Range r = range_of(tree); r.low < -limit || r.high >= limit) return 2;
    return 1;
}

struct Numbered {
    size_t feature;
    int32_t threshold;
};

std::vector<Numbered> numbered(const ForestThresholds& thresholds) {
    std::vector<Numbered> out;
    for (size_t f = 0; f < thresholds.of_feature.size(); ++f)
        for (const int32_t t : thresholds.of_feature[f]) out.push_back({f, t});
    return out;
}

size_t input_of(const model::Encoder& encoder, size_t feature) {
    return encoder.used.empty() ? feature : encoder.used[feature];
}

/// Trees whose nodes hold input and threshold. Empty when a number does not fit its field.
class DirectTable {
  public:
    DirectTable(const model::Trees& trees, const ForestThresholds& thresholds, const model::Encoder& encoder)
        : thresholds_(numbered(thresholds)),
          threshold_bytes_(thresholds.bytes),
          leaf_bytes_(leaf_bytes(trees, 128)),
          encoder_(encoder),
          many_(trees.outputs > 1 || trees.trees[0].size() != 1) {
        for (const auto& of_output : trees.trees)
            for (const auto& tree : of_output) add(tree);
    }
    const std::vector<uint8_t>& bytes() const { return bytes_; }
    bool fits() const { return fits_; }
    bool many() const { return many_; }
    unsigned bytes_of_leaf() const { return leaf_bytes_; }

  private:
    void add(const Tree& tree) {
        size_t at = 0;
        const std::vector<uint8_t> body = branch(tree, at);
        fits_ = fits_ && body.size() < 256;
        if (many_) bytes_.push_back(byte_of(static_cast<int64_t>(body.size())));
        bytes_.insert(bytes_.end(), body.begin(), body.end());
    }

    std::vector<uint8_t> branch(const Tree& tree, size_t& at) {
        std::vector<uint8_t> out;
        const auto& node = tree[at++];
        if (node.leaf) {
            append_value(out, node.value, leaf_bytes_);
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
        out.push_back(
            byte_of(static_cast<int64_t>(4 * input + (left_leaf ? 1u : 0u) + (right_leaf ? 2u : 0u))));
        append_value(out, test.threshold, threshold_bytes_);
        out.push_back(byte_of(static_cast<int64_t>(left.size())));
        out.insert(out.end(), left.begin(), left.end());
        out.insert(out.end(), right.begin(), right.end());
        return out;
    }

    std::vector<Numbered> thresholds_;
    unsigned threshold_bytes_, leaf_bytes_;
    const model::Encoder& encoder_;
    bool many_, fits_ = true;
    std::vector<uint8_t> bytes_;
};

/// Thresholds of int16 samples in a byte: sample > threshold exactly where (sample >> shift) > byte + offset.
struct ShortThresholds {
    unsigned shift = 0;
    int32_t offset = 0;

    int32_t of(int32_t threshold) const { return ((threshold + 1) >> shift) - 1 - offset; }
};

/// None where some does not fit, or where the code, of about 24 bytes, is more than the thresholds save.
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

/// Each a test and two leaves, of which the first is 0: only the other one is written.
bool are_stumps(const model::Trees& trees) {
    const auto is_stump = [](const Tree& tree) { return tree.size() == 3 && tree[1].value == 0; };
    return std::ranges::all_of(trees.trees,
                               [&](const auto& list) { return std::ranges::all_of(list, is_stump); });
}

/// Thresholds by feature, and trees of their numbers.
class SharedTable {
  public:
    SharedTable(model::Trees trees, const ForestThresholds& thresholds, const model::Encoder& encoder)
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
        if (raw_) append_value(features_, 0xFFFF, channel_bytes_);
        for (const auto& of_output : trees_.trees)
            for (const auto& tree : of_output) {
                if (stumps_) add_stump(tree);
                for (size_t i = 0; !stumps_ && i < tree.size(); ++i) add(tree[i]);
            }
    }
    bool stumps() const { return stumps_; }
    const std::optional<ShortThresholds>& short_ones() const { return short_; }
    const std::vector<uint8_t>& features() const { return features_; }
    const std::vector<uint8_t>& trees() const { return bytes_; }
    const model::Trees& content() const { return trees_; }
    size_t size() const { return features_.size() + bytes_.size(); }
    /// With the code that biases and steps take, about.
    size_t size_with_code() const {
        return size() + (stumps_ ? 0 : 60) + (trees_.biases.empty() ? 0 : 20 + 2 * trees_.biases.size()) +
               (bytes_of_step() > 0 ? 20 + 10 * bytes_of_step() : 0);
    }
    bool deltas() const { return deltas_; }
    unsigned bytes_of_leaf() const { return leaf_bytes_; }
    unsigned bytes_of_number() const { return number_bytes_; }
    unsigned bytes_of_channel() const { return channel_bytes_; }
    unsigned bytes_of_step() const {
        if (std::ranges::all_of(trees_.steps, [](int32_t s) { return s == 0; })) return 0;
        return std::ranges::all_of(trees_.steps, [](int32_t s) { return s >= -128 && s < 128; }) ? 1 : 2;
    }

  private:
    /// Ascending by less than a byte, and none that a value's distance to it could overflow.
    static bool are_close(const ForestThresholds& thresholds) {
        return std::ranges::all_of(thresholds.of_feature, [](const auto& of_feature) {
            for (size_t i = 0; i + 1 < of_feature.size(); ++i)
                if (of_feature[i + 1] < of_feature[i] || of_feature[i + 1] - of_feature[i] > 255)
                    return false;
            return std::ranges::all_of(of_feature, [](int32_t t) { return std::abs(t) < 1 << 14; });
        });
    }

    void add_feature(size_t f) {
        const auto& of_feature = thresholds_->of_feature[f];
        const size_t channels = thresholds_->of_feature.size() - trees_.pairs.size();
        if (raw_) {
            if (of_feature.empty()) return;
            append_value(features_, static_cast<int64_t>(input_of(*encoder_, f)), channel_bytes_);
        }
        if (f >= channels) {
            const auto& pair = trees_.pairs[f - channels];
            append_value(features_, pair.a, channel_bytes_);
            append_value(features_, pair.b, channel_bytes_);
            features_.push_back(pair.sum ? 1 : 0);
        }
        features_.push_back(byte_of(static_cast<int64_t>(of_feature.size())));
        if (deltas_ && !of_feature.empty()) append_value(features_, of_feature[0], 2);
        for (size_t i = 0; i < of_feature.size(); ++i) {
            if (deltas_)
                append_value(features_, i + 1 < of_feature.size() ? of_feature[i + 1] - of_feature[i] : 0, 1);
            if (!deltas_)
                append_value(features_, short_ ? short_->of(of_feature[i]) : of_feature[i],
                             short_ ? 1 : thresholds_->bytes);
            if (bytes_of_step() > 0) append_value(features_, trees_.steps[number_], bytes_of_step());
            ++number_;
        }
    }

    void add_stump(const Tree& tree) {
        append_value(bytes_, tree[0].value, number_bytes_);
        append_value(bytes_, tree[2].value, leaf_bytes_);
    }

    /// High byte first: its bit 7 tells a leaf.
    void add(const model::Trees::Node& node) {
        const unsigned bytes = node.leaf ? leaf_bytes_ : number_bytes_;
        const int32_t value =
            (node.value & ((1 << (8 * bytes - 1)) - 1)) | (node.leaf ? 1 << (8 * bytes - 1) : 0);
        if (bytes == 2) bytes_.push_back(byte_of(value >> 8));
        bytes_.push_back(byte_of(value));
    }

    model::Trees trees_;
    const ForestThresholds* thresholds_;
    const model::Encoder* encoder_;
    bool raw_, deltas_, stumps_;
    std::optional<ShortThresholds> short_;
    unsigned leaf_bytes_, number_bytes_, channel_bytes_;
    size_t number_ = 0;
    std::vector<uint8_t> features_, bytes_;
};

/// Of the ways to write biases and steps the smallest.
SharedTable shared_table(const model::Trees& trees, const ForestThresholds& thresholds,
                         const model::Encoder& encoder) {
    SharedTable best(trees, thresholds, encoder);
    for (const auto& other :
         {without_biases(trees), without_steps(trees), without_biases(without_steps(trees))})
        if (SharedTable table(other, thresholds, encoder); table.size_with_code() < best.size_with_code())
            best = std::move(table);
    return best;
}

void define(Source& source, const std::string& name, size_t value) {
    source.define("MOTE_FOREST_" + name, static_cast<long>(value));
}

/// As many as a score has, where they hold each.
unsigned bytes_of_biases(const std::vector<int32_t>& biases, unsigned score_bytes) {
    if (biases.empty()) return 0;
    const int64_t limit = int64_t{1} << (8 * score_bytes - 1);
    return std::ranges::all_of(biases, [&](int32_t b) { return b >= -limit && b < limit; }) ? score_bytes : 4;
}

void emit_shared(Source& source, const Place& place, const SharedTable& table, unsigned score_bytes) {
    const bool wide = place.activation == model::Activation::i16;
    const model::Trees& trees = table.content();
    define(source, "DELTAS", table.deltas() ? 1 : 0);
    define(source, "THRESHOLDS", trees.threshold_count());
    define(source, "NUMBER_BYTES", table.bytes_of_number());
    define(source, "LEAF_BYTES", table.bytes_of_leaf());
    define(source, "STEP_BYTES", table.bytes_of_step());
    define(source, "CHANNEL_BYTES", table.bytes_of_channel());
    define(source, "END", table.bytes_of_channel() == 1 ? 255 : 65535);
    define(source, "CHANNELS", trees.thresholds.size() - trees.pairs.size());
    define(source, "LINEAR", trees.linear ? 1 : 0);
    const unsigned bias_bytes = bytes_of_biases(trees.biases, score_bytes);
    define(source, "BIASES", bias_bytes);
    define(source, "STUMPS", table.stumps() ? 1 : 0);
    define(source, "SHORT", table.short_ones() ? 1 : 0);
    if (const auto& one = table.short_ones()) {
        define(source, "SHORT_SHIFT", one->shift);
        source.define("MOTE_FOREST_SHORT_OFFSET", one->offset);
    }
    if (trees.linear) {
        std::vector<uint8_t> weights;
        for (const int32_t w : trees.linear->weights) weights.push_back(byte_of(w));
        source.constant(place.name("weights"), weights);
        // beyond the bits of the sum, of 24 with int8 values, a shift is undefined; there the sign alone is left
        define(source, "SHIFT", std::min<size_t>(trees.linear->shift, wide ? 31 : 23));
    }
    if (!trees.biases.empty()) {
        std::vector<uint8_t> biases;
        for (const int32_t bias : trees.biases) append_value(biases, bias, bias_bytes);
        source.constant(place.name("biases"), biases);
    }
    source.constant(place.name("features"), table.features());
    source.keep("uint8_t", place.name("above"), std::max<size_t>(trees.threshold_count(), 1));
}

std::vector<uint8_t> tree_counts(const model::Trees& trees) {
    std::vector<uint8_t> out;
    for (const auto& of_output : trees.trees) out.push_back(byte_of(static_cast<int64_t>(of_output.size())));
    return out;
}

Status check_trees(const model::Trees& trees) {
    const auto many = [](const auto& list) { return list.size() > 255; };
    if (trees.pairs.size() > 255 || trees.threshold_count() > 1024 ||
        std::ranges::any_of(trees.trees, many) || std::ranges::any_of(trees.thresholds, many))
        return no_compiled_form("a trees layer of this size");
    return Done{};
}

void emit_encoding(Source& source, const Place& place) {
    const auto& encoder = *place.encoder;
    const bool some = place.in.channels < encoder.shape.axes;
    std::vector<uint8_t> table;
    size_t next = 0;
    for (size_t c = 0; c < place.in.channels; ++c) {
        const size_t axis = input_of(encoder, c);
        if (some) table.push_back(byte_of(static_cast<int64_t>(axis - next)));
        next = axis + 1;
        table.push_back(byte_of(encoder.entries[encoder.entries.size() == 1 ? 0 : c].exponent));
    }
    define(source, "ENCODE", encoder.raw_float ? 2 : 1);
    define(source, "SOME", some ? 1 : 0);
    source.constant(place.name("encoding"), table);
}

/// A shared tree's leaf has 15 bits: the 16th tells it from a node.
bool leaves_fit(const model::Trees& trees) {
    return std::ranges::all_of(trees.trees, [](const auto& of_output) {
        return std::ranges::all_of(of_output, [](const Tree& tree) {
            const Range r = range_of(tree);
            return r.low >= -(1 << 14) && r.high < 1 << 14;
        });
    });
}

/// Looking thresholds up by number takes about so much more code than finding them in the nodes.
constexpr size_t code_of_sharing = 90;

}  // namespace

model::Trees shared_content(const model::Trees& trees, const ForestThresholds& thresholds,
                            const model::Encoder& encoder) {
    return shared_table(trees, thresholds, encoder).content();
}

Result<Ranges> emit(Source& source, const Place& place, const model::Trees& layer) {
    MOTE_CHECK(check_trees(layer));
    const auto thresholds = place.index == 0 ? forest_thresholds(layer, *place.encoder, place.activation)
                                             : encoded_thresholds(layer, place.activation);
    const model::Trees folded = without_biases(layer);
    const DirectTable direct(folded, thresholds, *place.encoder);
    const SharedTable shared = shared_table(layer, thresholds, *place.encoder);
    const bool raw = thresholds.input != ForestInput::encoded;
    const bool use_direct = raw && folded.biases.empty() && layer.steps.empty() && direct.fits() &&
                            direct.bytes().size() < shared.size() + code_of_sharing;
    if (!use_direct && !leaves_fit(shared.content()))
        return no_compiled_form("a tree with leaves of 16 bits");
    const Ranges ranges = score_ranges(layer, place.ranges);
    source.include("mote_dot.h");
    define(source, "INPUT", static_cast<size_t>(thresholds.input));
    define(source, "KEY_BYTES", thresholds.bytes);
    define(source, "WIDE", place.activation == model::Activation::i16 ? 1 : 0);
    define(source, "NEGATIVE", thresholds.negative ? 1 : 0);
    define(source, "PAIRS", layer.pairs.size());
    define(source, "DIRECT", use_direct ? 1 : 0);
    define(source, "OUTPUTS", layer.outputs);
    source.declare("#define MOTE_FOREST_SUM " + sum_type(bits_for(ranges)));
    source.note("MOTE_FOREST_SUM_BITS", bits_for(ranges));
    if (use_direct) {
        define(source, "MANY", direct.many() ? 1 : 0);
        define(source, "LEAF_BYTES", direct.bytes_of_leaf());
    } else {
        emit_shared(source, place, shared, bits_for(ranges) / 8);
    }
    if (!use_direct || direct.many())
        source.constant(place.name("tree_counts"), tree_counts(use_direct ? folded : shared.content()));
    source.constant(place.name("trees"), use_direct ? direct.bytes() : shared.trees());
    source.keep(sum_type(bits_for(ranges)), place.name("score"), layer.outputs);
    const bool encodes = !raw && place.index == 0 && forest_encodes(*place.encoder);
    if (encodes) emit_encoding(source, place);
    if (!encodes) define(source, "ENCODE", 0);
    if (!raw) {
        const std::string macro = fmt::format("LAYER_{}_IN", place.index);
        source.keep(place.value(), place.name("in"), place.in.channels);
        source.declare(fmt::format("#define {} {}", macro, place.name("in")));
        if (place.index > 0)
            source.declare(
                fmt::format("#define MOTE_FOREST_NAME(what) layer_{}_##what\n#define MOTE_FOREST_IN {}",
                            place.index, macro));
    }
    const std::string row = place.encoder->raw_float ? "const float* row" : "const int16_t* row";
    source.function(
        fmt::format("#include \"mote_forest.h\"\n\nstatic void layer_{}({}) {{\n{}    mote_forest({});\n}}\n",
                    place.index, raw || encodes ? row : "void",
                    encodes ? "    mote_forest_encode(row);\n" : "", raw ? "row" : ""));
    source.score(fmt::format("(int32_t){}[{}]", place.name("score"), layer.outputs == 1 ? "0" : "k"));
    return ranges;
}

}  // namespace mote::codegen
