#include "model/fills.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "model/layers/functions.hpp"
#include "mote_format.h"

namespace mote::model {

namespace {

bool is_used(const Encoder& encoder, uint16_t input) {
    const auto axis = static_cast<uint16_t>(input % encoder.shape.axes);
    return encoder.used.empty() || std::ranges::binary_search(encoder.used, axis);
}

bool can_fill(float value, bool raw_float) {
    if (raw_float) return std::isfinite(value);
    return value == std::floor(value) && value > static_cast<float>(MOTE_MISSING_I16) && value <= 32767;
}

}  // namespace

Status check_fills(const Encoder& encoder) {
    const auto& fills = encoder.fills;
    if (std::ranges::adjacent_find(fills, std::greater_equal<>(), &Fill::input) != fills.end() ||
        (!fills.empty() && fills.back().input >= encoder.shape.steps * encoder.shape.axes))
        return malformed("inputs with a value for missing ones must ascend inside the row");
    if (!std::ranges::all_of(fills,
                             [&](const Fill& fill) { return can_fill(fill.value, encoder.raw_float); }))
        return malformed("the value for a missing input is no sample");
    return Done{};
}

Bytes fill_entries(const Encoder& encoder) {
    ByteWriter out;
    uint32_t next = 0;
    for (const auto& fill : encoder.fills) {
        uint32_t gap = fill.input - next;
        for (; gap >= MOTE_FILL_PASS; gap -= MOTE_FILL_PASS) out.u8(MOTE_FILL_PASS);
        out.u8(gap);
        if (encoder.raw_float)
            out.f32(fill.value);
        else
            out.u16(static_cast<uint32_t>(static_cast<int32_t>(fill.value)) & 0xFFFFu);
        next = fill.input + 1u;
    }
    return out.bytes;
}

void write_fills(ByteWriter& out, const Encoder& encoder) {
    out.varint(static_cast<uint32_t>(encoder.fills.size()));
    out.append(fill_entries(encoder));
}

Fills read_fills(ByteReader& in, bool raw_float) {
    Fills fills;
    const uint32_t count = in.varint();
    uint32_t input = 0;
    while (fills.size() < count) {
        const uint8_t gap = in.u8();
        input += gap;
        if (gap == MOTE_FILL_PASS) continue;
        const float value = raw_float ? in.f32() : static_cast<float>(static_cast<int16_t>(in.u16()));
        fills.push_back({static_cast<uint16_t>(input++), value});
    }
    return fills;
}

Fills used_fills(const Encoder& encoder, const Fills& fills) {
    Fills out;
    std::ranges::copy_if(fills, std::back_inserter(out),
                         [&](const Fill& fill) { return is_used(encoder, fill.input); });
    return out;
}

std::vector<bool> dispensable_inputs(const Encoder& encoder) {
    std::vector<bool> out(size_t{encoder.shape.steps} * encoder.shape.axes);
    for (size_t i = 0; i < out.size(); ++i) out[i] = !is_used(encoder, static_cast<uint16_t>(i));
    for (const auto& fill : encoder.fills) out[fill.input] = true;
    return out;
}

}  // namespace mote::model
