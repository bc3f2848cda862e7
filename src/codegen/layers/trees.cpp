#include "codegen/layers/trees.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/matrix.hpp"
#include "codegen/compiled/source.hpp"
#include "codegen/layers/trees_tables.hpp"

namespace mote::codegen {

namespace {

using Tree = model::Trees::Tree;

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
        for (const int32_t bias : trees.biases) append_bytes(biases, bias, bias_bytes);
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

/// Comparing all thresholds first takes about so much more code than finding them in the nodes.
constexpr size_t code_of_sharing = 30;

}  // namespace

model::Trees shared_content(const model::Trees& trees, const ForestThresholds& thresholds,
                            const model::Encoder& encoder) {
    return SharedTable::smallest(trees, thresholds, encoder).content();
}

Result<Ranges> emit(Source& source, const Place& place, const model::Trees& layer) {
    MOTE_CHECK(check_trees(layer));
    const auto thresholds = place.index == 0 ? forest_thresholds(layer, *place.encoder, place.activation)
                                             : encoded_thresholds(layer, place.activation);
    const model::Trees folded = without_biases(layer);
    const DirectTable direct(folded, thresholds, *place.encoder);
    const SharedTable shared = SharedTable::smallest(layer, thresholds, *place.encoder);
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
