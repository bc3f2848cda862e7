// Numbers of any width without gaps, highest bit first, as device/runtime/mote_bits.c reads them.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace mote::model {

/// Bits that two's complement needs for every one of `values`, at least 1.
inline unsigned signed_width(std::span<const int32_t> values) {
    unsigned width = 1;
    for (int32_t v : values)
        width = std::max(width,
                         1u + static_cast<unsigned>(std::bit_width(static_cast<uint32_t>(v < 0 ? ~v : v))));
    return width;
}

/// Bits that tell numbers below `count` apart.
inline unsigned index_width(size_t count) {
    return count < 2 ? 0 : static_cast<unsigned>(std::bit_width(count - 1));
}

class BitWriter {
  public:
    /// The lowest n bits of value, n <= 16.
    void put(uint32_t value, unsigned n) {
        for (; n > 0; --n) bit((value >> (n - 1)) & 1u);
    }
    void put_signed(int32_t value, unsigned n) { put(static_cast<uint32_t>(value), n); }
    /// Elias gamma of value + 1; value below 65535.
    void gamma(uint32_t value) {
        unsigned length = 0;
        while ((value + 1) >> (length + 1)) ++length;
        for (unsigned i = 0; i < length; ++i) bit(1);
        bit(0);
        put(value + 1, length);
    }
    void rice(uint32_t value, unsigned parameter) {
        for (uint32_t i = 0; i < value >> parameter; ++i) bit(1);
        bit(0);
        put(value, parameter);
    }
    const std::vector<uint8_t>& bytes() const { return bytes_; }

  private:
    void bit(uint32_t value) {
        if (used_ == 0) bytes_.push_back(0);
        if (value) bytes_.back() = static_cast<uint8_t>(bytes_.back() | (0x80u >> used_));
        used_ = (used_ + 1) % 8;
    }
    std::vector<uint8_t> bytes_;
    unsigned used_ = 0;
};

/// Bounds are the caller's: read only what mote_open has accepted.
class BitReader {
  public:
    BitReader(std::span<const uint8_t> bytes, size_t at) : bytes_(bytes), bit_(at * 8) {}
    uint32_t take(unsigned n) {
        uint32_t value = 0;
        for (; n > 0; --n, ++bit_) value = (value << 1) | ((bytes_[bit_ / 8] >> (7 - bit_ % 8)) & 1u);
        return value;
    }
    int32_t take_signed(unsigned n) {
        const uint32_t sign = 1u << (n - 1);
        return static_cast<int32_t>(take(n) ^ sign) - static_cast<int32_t>(sign);
    }
    uint32_t gamma() {
        unsigned length = 0;
        while (take(1)) ++length;
        return (1u << length) + take(length) - 1;
    }
    uint32_t rice(unsigned parameter) {
        uint32_t quotient = 0;
        while (take(1)) ++quotient;
        return (quotient << parameter) + take(parameter);
    }
    size_t next_byte() const { return (bit_ + 7) / 8; }

  private:
    std::span<const uint8_t> bytes_;
    size_t bit_;
};

}  // namespace mote::model
