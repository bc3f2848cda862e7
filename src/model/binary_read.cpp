#include <fmt/format.h>

#include "model/binary.hpp"
#include "model/byte_reader.hpp"
#include "model/compact_encoder.hpp"
#include "model/layers/functions.hpp"
#include "mote.h"

namespace mote::model {

namespace {

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
    const bool has_decision = (bytes[4] & MOTE_FLAG_DECISION) != 0;
    read_header(in, model);
    for (;;) {
        const LayerPlace place{layer_shapes(model).back(), model.activation, model.scores};
        switch (in.u8()) {
#define MOTE_READ_KIND(code, NAME, name, ...)              \
    case code:                                             \
        model.layers.emplace_back(read_##name(in, place)); \
        break;
            MOTE_LAYERS(MOTE_READ_KIND)
#undef MOTE_READ_KIND
            default:
                if (has_decision) read_decision(in, model);
                return model;
        }
    }
}

}  // namespace mote::model
