// The checksums of the model files.
#pragma once

#include <cstdint>
#include <span>

namespace mote::model {

/// CRC-16/XMODEM: polynomial 0x1021, start 0, not reflected; of "123456789" 0x31C3.
inline uint16_t crc16(std::span<const uint8_t> bytes) {
    uint16_t crc = 0;
    for (uint8_t byte : bytes) {
        crc = static_cast<uint16_t>(crc ^ (byte << 8));
        for (int bit = 0; bit < 8; ++bit)
            crc = static_cast<uint16_t>((crc & 0x8000u) ? (crc << 1) ^ 0x1021u : crc << 1);
    }
    return crc;
}

/// CRC-32 as in zip and PNG (polynomial 0xEDB88320 reflected); of "123456789" 0xCBF43926.
inline uint32_t crc32(std::span<const uint8_t> bytes) {
    uint32_t crc = 0xFFFFFFFFu;
    for (uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc & 1u) ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
    }
    return ~crc;
}

}  // namespace mote::model
