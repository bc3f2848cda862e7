#include <fmt/format.h>

#include <cmath>

#include "model/binary.hpp"
#include "model/byte_writer.hpp"
#include "model/checksum.hpp"
#include "model/proportions_binary.hpp"
#include "model/sparse_binary.hpp"
#include "model/trees_binary.hpp"
#include "mote.h"

namespace mote::model {

namespace {

Error malformed(std::string message) {
    return {ErrorCode::input, std::move(message), "model", ""};
}

Status check_numbers(const Numbers& n, size_t expected, const char* what) {
    if (n.size() != expected)
        return malformed(fmt::format("{} {} where the layer has {}", n.size(), what, expected));
    const int32_t limit = weight_limit(n.code);
    for (int32_t v : n.q)
        if (n.code != WeightCode::f32 && std::abs(v) > limit)
            return malformed(fmt::format("{} {} beyond {}", what, v, limit));
    return Done{};
}

/// The largest sum that any input can make must stay inside int32.
Status check_sums(const Numbers& weights, const Numbers& biases, const Requantisation& r,
                  Activation activation, const std::vector<size_t>& output_of) {
    if (activation == Activation::f32) return Done{};
    const int64_t largest_input = activation == Activation::i8 ? 128 : 32768;
    std::vector<int64_t> bounds(biases.q.size());
    for (size_t o = 0; o < bounds.size(); ++o) bounds[o] = std::abs(int64_t{biases.q[o]}) << r.bias_shift;
    for (size_t i = 0; i < weights.q.size(); ++i) {
        const int64_t product = std::abs(int64_t{weights.q[i]}) * largest_input;
        bounds[output_of[i]] += weights.code == WeightCode::i16 ? (product >> 8) + 1 : product;
    }
    for (int64_t bound : bounds)
        if (bound > INT32_MAX)
            return Error{ErrorCode::usage, "a sum of the model could leave 32 bits", "model",
                         "use smaller weights"};
    return Done{};
}

std::vector<size_t> conv_outputs(const Conv& conv, size_t taps) {
    std::vector<size_t> outputs(conv.outputs * taps);
    for (size_t i = 0; i < outputs.size(); ++i) outputs[i] = i / taps;
    return outputs;
}

std::vector<size_t> dense_outputs(const Dense& dense, LayerShape in) {
    std::vector<size_t> outputs(size_t{in.steps} * in.channels * dense.outputs);
    for (size_t i = 0; i < outputs.size(); ++i) outputs[i] = i / in.channels % dense.outputs;
    return outputs;
}

uint32_t layer_flags(const Numbers& weights, bool relu, bool depthwise) {
    return static_cast<uint32_t>(weights.code) | (relu ? MOTE_LAYER_RELU : 0u) |
           (depthwise ? MOTE_LAYER_DEPTHWISE : 0u);
}

Status write_layer(ByteWriter& out, const Conv& conv, LayerShape in, Activation activation) {
    const size_t taps = conv.depthwise ? conv.kernel : size_t{conv.kernel} * in.channels;
    MOTE_CHECK(check_numbers(conv.weights, conv.outputs * taps, "weights"));
    MOTE_CHECK(check_numbers(conv.biases, conv.outputs, "biases"));
    if (conv.biases.code != bias_code(activation))
        return malformed("biases of another type than the activations");
    MOTE_CHECK(
        check_sums(conv.weights, conv.biases, conv.requantisation, activation, conv_outputs(conv, taps)));
    out.u8(MOTE_LAYER_CONV), out.u8(conv.outputs), out.u8(conv.kernel), out.u8(conv.stride);
    out.u8(layer_flags(conv.weights, conv.requantisation.relu, conv.depthwise));
    out.u8(conv.requantisation.shift), out.u8(conv.requantisation.bias_shift);
    out.numbers(conv.weights), out.numbers(conv.biases);
    return Done{};
}

Status write_layer(ByteWriter& out, const Dense& dense, LayerShape in, Activation activation) {
    MOTE_CHECK(check_numbers(dense.weights, size_t{in.steps} * in.channels * dense.outputs, "weights"));
    MOTE_CHECK(check_numbers(dense.biases, dense.outputs, "biases"));
    if (dense.biases.code != bias_code(activation))
        return malformed("biases of another type than the activations");
    MOTE_CHECK(
        check_sums(dense.weights, dense.biases, dense.requantisation, activation, dense_outputs(dense, in)));
    out.u8(MOTE_LAYER_DENSE), out.u8(dense.outputs);
    out.u8(layer_flags(dense.weights, dense.requantisation.relu, false));
    out.u8(dense.requantisation.shift), out.u8(dense.requantisation.bias_shift);
    out.numbers(dense.weights), out.numbers(dense.biases);
    return Done{};
}

Status write_layer(ByteWriter& out, const Pool& pool, LayerShape, Activation) {
    out.u8(MOTE_LAYER_POOL), out.u8(pool.maximum ? MOTE_POOL_MAX : 0u), out.u8(pool.shift);
    return Done{};
}

Status write_layer(ByteWriter& out, const Trees& trees, LayerShape in, Activation activation) {
    if (activation == Activation::f32) return malformed("trees take integer values");
    out.u8(MOTE_LAYER_TREES);
    MOTE_TRY(bytes, trees_to_bytes(trees, in));
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
    return Done{};
}

Status write_layer(ByteWriter& out, const Proportions& proportions, LayerShape in, Activation activation) {
    if (activation == Activation::f32) return malformed("proportions take integer values");
    if (proportions.differences && activation != Activation::i8)
        return malformed("differences are of int8 values");
    out.u8(proportions.differences ? MOTE_LAYER_DIFFERENCES : MOTE_LAYER_PROPORTIONS);
    MOTE_TRY(bytes, proportions_to_bytes(proportions, in));
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
    return Done{};
}

Status write_layer(ByteWriter& out, const Sparse& sparse, LayerShape in, Activation activation) {
    if (activation != Activation::i16) return malformed("a sparse layer takes int16 values");
    out.u8(MOTE_LAYER_SPARSE);
    MOTE_TRY(bytes, sparse_to_bytes(sparse, in));
    out.bytes.insert(out.bytes.end(), bytes.begin(), bytes.end());
    return Done{};
}

void write_header(ByteWriter& out, const Model& model) {
    const auto& encoder = model.encoder;
    out.u8(MOTE_MAGIC), out.u8(MOTE_FORMAT_VERSION), out.u16(0);
    out.u8(static_cast<uint32_t>(model.task) |
           static_cast<uint32_t>(model.activation) << MOTE_FLAG_ACTIVATION_SHIFT |
           (encoder.raw_float ? MOTE_FLAG_RAW_F32 : 0u) |
           (!encoder.used.empty()        ? MOTE_FLAG_COMPACT
            : encoder.entries.size() > 1 ? MOTE_FLAG_PER_AXIS
                                         : 0u));
    out.varint(encoder.shape.steps), out.varint(encoder.shape.axes);
    out.u8(model.scores), out.u8(static_cast<uint8_t>(model.score_exponent));
    if (model.task == Task::regression) out.u32(static_cast<uint32_t>(model.score_offset));
    if (!encoder.used.empty()) {
        const Bytes axes = compact_to_bytes(encoder);
        out.bytes.insert(out.bytes.end(), axes.begin(), axes.end());
        return;
    }
    for (const auto& entry : encoder.entries) {
        if (model.activation == Activation::f32) {
            out.f32(entry.mean), out.f32(entry.scale);
        } else {
            out.u8(static_cast<uint8_t>(entry.exponent)), out.zigzag(entry.offset);
        }
    }
}

}  // namespace

Result<Bytes> to_binary(const Model& model) {
    ByteWriter out;
    const auto shapes = layer_shapes(model);
    if (!model.encoder.used.empty()) {
        MOTE_CHECK(check_compact(model.encoder));
    } else if (model.encoder.entries.size() != 1 && model.encoder.entries.size() != model.encoder.shape.axes)
        return malformed("one encoding, or one an axis, is needed");
    write_header(out, model);
    for (size_t i = 0; i < model.layers.size(); ++i) {
        const auto status = std::visit(
            [&](const auto& layer) { return write_layer(out, layer, shapes[i], model.activation); },
            model.layers[i]);
        MOTE_CHECK(status);
    }
    out.u8(MOTE_LAYER_END);
    if (out.bytes.size() + 2 > 0xFFFFu)
        return Error{ErrorCode::usage, "the model is longer than 65535 bytes", "model", "set --max-model"};
    const size_t length = out.bytes.size() + 2;
    out.bytes[2] = static_cast<uint8_t>(length & 0xFFu);
    out.bytes[3] = static_cast<uint8_t>(length >> 8);
    out.u16(crc16(out.bytes));
    MOTE_CHECK(check_binary(out.bytes));
    return out.bytes;
}

}  // namespace mote::model
