// The bytes of a checked model.bin to numbers. Reads what mote_open has accepted, and nothing else.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "model/model.hpp"

namespace mote::model {

class ByteReader {
  public:
    ByteReader(std::span<const uint8_t> bytes, size_t at) : bytes_(bytes), at_(at) {}
    uint8_t u8() { return bytes_[at_++]; }
    uint32_t u16() { return u8() | static_cast<uint32_t>(u8()) << 8; }
    uint32_t u32() { return u16() | u16() << 16; }
    float f32() { return std::bit_cast<float>(u32()); }
    uint32_t varint() {
        uint32_t value = 0;
        for (unsigned shift = 0;; shift += 7) {
            const uint8_t byte = u8();
            value |= static_cast<uint32_t>(byte & 0x7Fu) << shift;
            if ((byte & 0x80u) == 0) return value;
        }
    }
    int32_t zigzag() {
        const uint32_t v = varint();
        return (v & 1u) ? -static_cast<int32_t>(v >> 1) - 1 : static_cast<int32_t>(v >> 1);
    }
    std::span<const uint8_t> bytes() const { return bytes_; }
    size_t at() const { return at_; }
    void skip_to(size_t at) { at_ = at; }
    Numbers numbers(WeightCode code, size_t count) {
        Numbers n{code, {}, {}};
        for (size_t i = 0; i < count; ++i) {
            switch (code) {
                case WeightCode::f32:
                    n.f.push_back(f32());
                    break;
                case WeightCode::i16:
                    n.q.push_back(static_cast<int16_t>(u16()));
                    break;
                case WeightCode::i8:
                    n.q.push_back(static_cast<int8_t>(u8()));
                    break;
                case WeightCode::i4:
                    n.q.push_back(static_cast<int32_t>((part(i, 4) ^ 8u)) - 8);
                    break;
                case WeightCode::ternary: {
                    const uint32_t two = part(i, 2);
                    n.q.push_back(two == 1 ? 1 : two == 2 ? -1 : 0);
                    break;
                }
            }
        }
        return n;
    }

  private:
    uint32_t part(size_t index, unsigned bits) {
        const unsigned shift = static_cast<unsigned>(index * bits % 8);
        if (shift == 0) packed_ = u8();
        return (packed_ >> shift) & ((1u << bits) - 1u);
    }
    std::span<const uint8_t> bytes_;
    size_t at_;
    uint32_t packed_ = 0;
};

}  // namespace mote::model
