// Numbers to the bytes of model.bin, little-endian.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "model/binary.hpp"

namespace mote::model {

class ByteWriter {
  public:
    void u8(uint32_t value) { bytes.push_back(static_cast<uint8_t>(value)); }
    void u16(uint32_t value) { u8(value), u8(value >> 8); }
    void u32(uint32_t value) { u16(value & 0xFFFFu), u16(value >> 16); }
    void f32(float value) { u32(std::bit_cast<uint32_t>(value)); }
    void append(std::span<const uint8_t> more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
    void varint(uint32_t value) {
        for (; value >= 0x80u; value >>= 7) u8((value & 0x7Fu) | 0x80u);
        u8(value);
    }
    void zigzag(int32_t value) {
        varint(value < 0 ? static_cast<uint32_t>(-(value + 1)) * 2u + 1u : static_cast<uint32_t>(value) * 2u);
    }
    void numbers(const Numbers& n) {
        switch (n.code) {
            case WeightCode::f32:
                for (float v : n.f) f32(v);
                return;
            case WeightCode::i16:
                for (int32_t v : n.q) u16(static_cast<uint32_t>(v) & 0xFFFFu);
                return;
            case WeightCode::i8:
                for (int32_t v : n.q) u8(static_cast<uint32_t>(v) & 0xFFu);
                return;
            case WeightCode::i4:
                packed(n.q, 4, [](int32_t v) { return static_cast<uint32_t>(v) & 15u; });
                return;
            case WeightCode::ternary:
                packed(n.q, 2, [](int32_t v) { return v > 0 ? 1u : v < 0 ? 2u : 0u; });
                return;
        }
    }
    Bytes bytes;

  private:
    template <class Encode>
    void packed(const std::vector<int32_t>& values, unsigned bits, Encode encode) {
        uint32_t byte = 0;
        unsigned used = 0;
        for (int32_t v : values) {
            byte |= encode(v) << used;
            used += bits;
            if (used == 8) {
                u8(byte);
                byte = 0, used = 0;
            }
        }
        if (used != 0) u8(byte);
    }
};

}  // namespace mote::model
