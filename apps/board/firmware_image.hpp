// SPDX-License-Identifier: GPL-3.0-or-later
// What the simulator needs of a firmware file: bytes for the flash, and symbols. Reads 32-bit little-endian
// AVR ELF only, and checks every offset: the file may come from anywhere.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace board {

inline constexpr uint32_t ram_base =
    0x800000;  ///< of addresses as the linker sees them; lower ones lie in the flash

struct Symbol {
    uint32_t address;  ///< as the linker sees it: RAM starts at 0x800000
    uint32_t size;     ///< bytes
};

struct FirmwareImage {
    std::vector<uint8_t> flash;             ///< from address 0 to the last byte that the program loads
    std::map<std::string, Symbol> symbols;  ///< global ones
    /// The chip that it was built for, by avr-libc's note or else by the kind of instruction set; empty: unknown.
    std::string mcu;
};

/// Errors: io when unreadable, input when it is not an AVR program.
mote::Result<FirmwareImage> read_firmware(const std::filesystem::path& path);

}  // namespace board
