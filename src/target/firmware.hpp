// An extracted archive -> firmware for an Arduino, with the system's Arduino core.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "core/result.hpp"
#include "target/target.hpp"

namespace mote::target {

struct FirmwareOptions {
    Board board = boards()[0];
    std::filesystem::path arduino_core = target_of(board.mcu).arduino_core();
    std::string tool_prefix;  ///< of gcc, g++, gcc-ar and objcopy; empty: the target's
    unsigned baud = 0;        ///< of the sketch's serial line; 0: the archive's own
    unsigned jobs = 0;        ///< compilers at a time; 0: one a processor
    std::stop_token stop;
};

struct Firmware {
    std::filesystem::path elf;
    std::filesystem::path hex;
    size_t flash_bytes = 0;  ///< code and initial data, of all: sketch, library, Arduino core
    size_t ram_bytes = 0;    ///< static: initialised and zeroed data
};

/// Compiles src/ and the one sketch of examples/ as the Arduino IDE does for the board, then writes
/// `elf` and, beside it, the same with the ending .hex: each whole or not at all. `library` is only read.
/// Errors: usage when the firmware does not fit the board; environment when the compiler or the core is missing, input when the library does not compile or
/// has not exactly one sketch, io.
Result<Firmware> build_firmware(const std::filesystem::path& library, const std::filesystem::path& elf,
                                const FirmwareOptions& options = {});

}  // namespace mote::target
