#include <fmt/format.h>

#include "model/binary.hpp"
#include "model/byte_reader.hpp"
#include "model/proportions_binary.hpp"
#include "model/sparse_binary.hpp"
#include "model/trees_binary.hpp"
#include "mote.h"

namespace mote::model {

namespace {

Requantisation read_requantisation(ByteReader& in, uint8_t flags) {
    Requantisation r;
    r.relu = (flags & MOTE_LAYER_RELU) != 0;
    r.shift = in.u8(), r.bias_shift = in.u8();
    return r;
}

Conv read_conv(ByteReader& in, LayerShape shape, Activation activation) {
    Conv conv;
    conv.outputs = in.u8(), conv.kernel = in.u8(), conv.stride = in.u8();
    const uint8_t flags = in.u8();
    conv.depthwise = (flags & MOTE_LAYER_DEPTHWISE) != 0;
    conv.requantisation = read_requantisation(in, flags);
    const size_t taps = conv.depthwise ? conv.kernel : size_t{conv.kernel} * shape.channels;
    conv.weights = in.numbers(static_cast<WeightCode>(flags & MOTE_WEIGHT_CODE), conv.outputs * taps);
    conv.biases = in.numbers(bias_code(activation), conv.outputs);
    return conv;
}

Dense read_dense(ByteReader& in, LayerShape shape, Activation activation) {
    Dense dense;
    dense.outputs = in.u8();
    const uint8_t flags = in.u8();
    dense.requantisation = read_requantisation(in, flags);
    dense.weights = in.numbers(static_cast<WeightCode>(flags & MOTE_WEIGHT_CODE),
                               size_t{shape.steps} * shape.channels * dense.outputs);
    dense.biases = in.numbers(bias_code(activation), dense.outputs);
    return dense;
}

Pool read_pool(ByteReader& in) {
    Pool pool;
    pool.maximum = (in.u8() & MOTE_POOL_MAX) != 0;
    pool.shift = in.u8();
    return pool;
}

void read_header(ByteReader& in, Model& model) {
    const uint8_t flags = in.u8();
    model.task = static_cast<Task>(flags & MOTE_FLAG_TASK);
    model.activation = static_cast<Activation>((flags & MOTE_FLAG_ACTIVATION) >> MOTE_FLAG_ACTIVATION_SHIFT);
    model.encoder.raw_float = (flags & MOTE_FLAG_RAW_F32) != 0;
    model.encoder.shape.steps = static_cast<uint16_t>(in.varint());
    model.encoder.shape.axes = static_cast<uint16_t>(in.varint());
    model.scores = in.u8();
    model.score_exponent = static_cast<int8_t>(in.u8());
    if (model.task == Task::regression) model.score_offset = static_cast<int32_t>(in.u32());
    if (flags & MOTE_FLAG_COMPACT) {
        in.skip_to(compact_from_bytes(in.bytes(), in.at(), model.encoder));
        return;
    }
    model.encoder.entries.resize((flags & MOTE_FLAG_PER_AXIS) ? model.encoder.shape.axes : 1);
    for (auto& entry : model.encoder.entries) {
        if (model.activation == Activation::f32) {
            entry.mean = in.f32(), entry.scale = in.f32();
        } else {
            entry.exponent = static_cast<int8_t>(in.u8()), entry.offset = in.zigzag();
        }
    }
}

}  // namespace

Status check_binary(std::span<const uint8_t> bytes) {
    mote_net net;
    if (bytes.size() > 0xFFFFu) return Error{ErrorCode::input, "longer than 65535 bytes", "model", ""};
    const mote_status status = mote_open(&net, bytes.data(), static_cast<uint32_t>(bytes.size()), nullptr, 0);
    if (status != MOTE_OK)
        return Error{ErrorCode::input, fmt::format("the model is refused: {}", mote_status_text(status)),
                     "model", ""};
    return Done{};
}

Result<Model> from_binary(std::span<const uint8_t> bytes) {
    MOTE_CHECK(check_binary(bytes));
    Model model;
    ByteReader in(bytes, 4);
    read_header(in, model);
    for (;;) {
        const LayerShape shape = layer_shapes(model).back();
        const uint8_t code = in.u8();
        switch (code) {
            case MOTE_LAYER_CONV:
                model.layers.emplace_back(read_conv(in, shape, model.activation));
                break;
            case MOTE_LAYER_DENSE:
                model.layers.emplace_back(read_dense(in, shape, model.activation));
                break;
            case MOTE_LAYER_POOL:
                model.layers.emplace_back(read_pool(in));
                break;
            case MOTE_LAYER_PROPORTIONS:
            case MOTE_LAYER_DIFFERENCES: {
                Proportions proportions;
                proportions.differences = code == MOTE_LAYER_DIFFERENCES;
                in.skip_to(proportions_from_bytes(in.bytes(), in.at(), shape, proportions));
                model.layers.emplace_back(std::move(proportions));
                break;
            }
            case MOTE_LAYER_SPARSE: {
                Sparse sparse;
                in.skip_to(sparse_from_bytes(in.bytes(), in.at(), shape, model.scores, sparse));
                model.layers.emplace_back(std::move(sparse));
                break;
            }
            case MOTE_LAYER_TREES: {
                Trees trees;
                in.skip_to(trees_from_bytes(in.bytes(), in.at(), shape, model.scores, trees));
                model.layers.emplace_back(std::move(trees));
                break;
            }
            default:
                return model;
        }
    }
}

}  // namespace mote::model
