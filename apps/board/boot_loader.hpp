// SPDX-License-Identifier: GPL-3.0-or-later
// A board's own boot loader, as the Arduino core ships it: Intel HEX, at its place in the flash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace board {

struct BootLoader {
    uint32_t start = 0;          ///< address in the flash at which the chip starts
    std::vector<uint8_t> bytes;  ///< from there on
};

/// Records of data (00), end (01) and upper addresses (02, 04) with their checksums; entry points (03, 05) are passed over.
/// Errors: io; input when a record is damaged or there is no data.
mote::Result<BootLoader> read_boot_loader(const std::filesystem::path& path);

}  // namespace board
