// Any bytes as a model that gets past length and checksum, so that its content is reached.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "model/checksum.hpp"

namespace mote::fuzz {

/// The bytes with the right length and checksum; empty when there are too few or too many for a model.
inline std::vector<uint8_t> hostile_model(std::span<const uint8_t> bytes) {
    if (bytes.size() < 8 || bytes.size() > 0xFFFF) return {};
    std::vector<uint8_t> model(bytes.begin(), bytes.end());
    const size_t end = model.size() - 2;
    model[2] = static_cast<uint8_t>(model.size() & 0xFFu);
    model[3] = static_cast<uint8_t>(model.size() >> 8);
    const uint16_t crc = model::crc16(std::span(model).first(end));
    model[end] = static_cast<uint8_t>(crc & 0xFFu);
    model[end + 1] = static_cast<uint8_t>(crc >> 8);
    return model;
}

}  // namespace mote::fuzz
