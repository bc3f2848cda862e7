// Bytes on a serial line as a fuzzer writes them: pieces, each raw or a frame whose size and checksum are right.
#pragma once

#include <cstdint>
#include <vector>

#include "fuzz.hpp"
#include "mote_crc16.h"
#include "mote_frame.h"

namespace mote::fuzz {

/// The next piece of a line: a byte of flags and length, then the content. Flags: 0x80 a whole frame with this
/// type, error and payload; 0x40 its reserved bytes are `sequence`.
inline std::vector<uint8_t> next_piece(Input& input, uint16_t sequence) {
    const uint8_t flags = input.byte();
    const size_t length = flags & 0x3Fu;
    if (!(flags & 0x80u)) {
        const auto raw = input.take(length);
        return {raw.begin(), raw.end()};
    }
    std::vector<uint8_t> frame = {MOTE_PREAMBLE_FIRST, MOTE_PREAMBLE_SECOND, 0, 0,
                                  input.byte(),        input.byte(),         0, 0};
    if (flags & 0x40u) {
        frame[6] = static_cast<uint8_t>(sequence & 0xFFu);
        frame[7] = static_cast<uint8_t>(sequence >> 8);
    }
    const auto payload = input.take(length);
    frame.insert(frame.end(), payload.begin(), payload.end());
    frame[2] = static_cast<uint8_t>(frame.size() + MOTE_CRC_BYTES);
    const uint16_t crc = mote_crc16(0, frame.data(), static_cast<uint16_t>(frame.size()));
    frame.push_back(static_cast<uint8_t>(crc & 0xFFu));
    frame.push_back(static_cast<uint8_t>(crc >> 8));
    return frame;
}

}  // namespace mote::fuzz
