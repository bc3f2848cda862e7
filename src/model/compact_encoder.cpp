#include "model/compact_encoder.hpp"

#include <algorithm>
#include <bit>
#include <functional>

#include "model/bit_stream.hpp"
#include "model/layers/functions.hpp"

namespace mote::model {

namespace {

struct AxisList {
    std::vector<uint32_t> gaps;
    int base = 0;
    unsigned width = 0;
    unsigned rice = 0;
};

AxisList axis_list(const Encoder& encoder) {
    AxisList list;
    int highest = -128;
    list.base = 127;
    uint32_t next = 0;
    for (size_t i = 0; i < encoder.used.size(); ++i) {
        list.gaps.push_back(encoder.used[i] - next);
        next = encoder.used[i] + 1u;
        list.base = std::min<int>(list.base, encoder.entries[i].exponent);
        highest = std::max<int>(highest, encoder.entries[i].exponent);
    }
    list.width = static_cast<unsigned>(std::bit_width(static_cast<unsigned>(highest - list.base)));
    size_t best = SIZE_MAX;
    for (unsigned rice = 0; rice < 12; ++rice) {
        size_t bits = 0;
        for (uint32_t gap : list.gaps) bits += (gap >> rice) + 1 + rice;
        if (bits < best) best = bits, list.rice = rice;
    }
    return list;
}

}  // namespace

Status check_compact(const Encoder& encoder) {
    if (encoder.entries.size() != encoder.used.size()) return malformed("one encoding a used axis is needed");
    if (std::ranges::adjacent_find(encoder.used, std::greater_equal<>()) != encoder.used.end() ||
        encoder.used.back() >= encoder.shape.axes)
        return malformed("used axes must ascend inside the row");
    if (axis_list(encoder).width > 8) return malformed("exponents too far apart");
    for (const auto& entry : encoder.entries)
        if (entry.offset != 0) return malformed("the compact encoder has no offsets");
    return Done{};
}

Bytes compact_to_bytes(const Encoder& encoder) {
    const AxisList list = axis_list(encoder);
    BitWriter out;
    out.put_signed(list.base, 8);
    out.put(list.rice, 4), out.put(list.width, 4);
    out.put(static_cast<uint32_t>(encoder.used.size() & 0xFFu), 8);
    out.put(static_cast<uint32_t>(encoder.used.size() >> 8), 8);
    for (size_t i = 0; i < list.gaps.size(); ++i) {
        out.rice(list.gaps[i], list.rice);
        out.put(static_cast<uint32_t>(encoder.entries[i].exponent - list.base), list.width);
    }
    return out.bytes();
}

size_t compact_from_bytes(std::span<const uint8_t> model, size_t at, Encoder& out) {
    BitReader in(model, at);
    const int32_t base = in.take_signed(8);
    const unsigned rice = in.take(4);
    const unsigned width = in.take(4);
    uint32_t count = in.take(8);
    count |= in.take(8) << 8;
    uint32_t next = 0;
    for (uint32_t i = 0; i < count; ++i) {
        next += in.rice(rice);
        out.used.push_back(static_cast<uint16_t>(next++));
        out.entries.push_back({static_cast<int8_t>(base + static_cast<int32_t>(in.take(width))), 0, 0, 1});
    }
    return in.next_byte();
}

}  // namespace mote::model
