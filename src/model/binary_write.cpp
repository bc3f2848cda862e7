#include <fmt/format.h>

#include "model/binary.hpp"
#include "model/byte_writer.hpp"
#include "model/checksum.hpp"
#include "model/compact_encoder.hpp"
#include "model/layers/functions.hpp"
#include "mote.h"

namespace mote::model {

namespace {

/// Whether a kind of layer takes these activations; and its name.
struct Kind {
    const char* name = "unknown";
    bool takes[3] = {};
};

Kind kind_of(uint8_t layer_code) {
    switch (layer_code) {
#define MOTE_KIND(code, NAME, name, Type, ends, scores, sums, i8, i16, f32) \
    case code:                                                              \
        return {#name, {i8 == 1, i16 == 1, f32 == 1}};
        MOTE_LAYERS(MOTE_KIND)
#undef MOTE_KIND
        default:
            return {};
    }
}

Status write(ByteWriter& out, const Layer& layer, const LayerPlace& place) {
    static constexpr const char* values[] = {"int8", "int16", "float"};
    const uint8_t code = std::visit([](const auto& one) { return code_of(one); }, layer);
    const auto activation = static_cast<size_t>(place.activation);
    const Kind kind = kind_of(code);
    if (!kind.takes[activation])
        return malformed(fmt::format("a {} layer takes no {} values", kind.name, values[activation]));
    out.u8(code);
    return std::visit([&](const auto& one) { return write_layer(out, one, place); }, layer);
}

void write_header(ByteWriter& out, const Model& model) {
    const auto& encoder = model.encoder;
    out.u8(MOTE_MAGIC), out.u8(MOTE_FORMAT_VERSION), out.u16(0);
    out.u8(static_cast<uint32_t>(model.task) |
           static_cast<uint32_t>(model.activation) << MOTE_FLAG_ACTIVATION_SHIFT |
           (encoder.raw_float ? MOTE_FLAG_RAW_F32 : 0u) |
           (has_decision_part(model) ? MOTE_FLAG_DECISION : 0u) |
           (!encoder.used.empty()        ? MOTE_FLAG_COMPACT
            : encoder.entries.size() > 1 ? MOTE_FLAG_PER_AXIS
                                         : 0u));
    out.varint(encoder.shape.steps), out.varint(encoder.shape.axes);
    out.u8(model.scores), out.u8(static_cast<uint8_t>(model.score_exponent));
    if (model.task == Task::regression) out.u32(static_cast<uint32_t>(model.score_offset));
    if (!encoder.used.empty()) {
        out.append(compact_to_bytes(encoder));
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
        MOTE_CHECK(write(out, model.layers[i], {shapes[i], model.activation, model.scores}));
    }
    out.u8(MOTE_LAYER_END);
    if (has_decision_part(model)) {
        MOTE_CHECK(check_decision(model));
        write_decision(out, model);
    }
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
