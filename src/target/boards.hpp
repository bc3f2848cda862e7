// The boards that firmware is built for, of all architectures: what boards.txt of the Arduino core says of each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mote::target {

struct Board {
    std::string_view name;  ///< as --board takes it
    std::string_view mcu;   ///< as the compiler takes it
    uint32_t hz;
    std::string_view variant;     ///< folder of the core's variants; empty: `pins`
    std::string_view define;      ///< what ARDUINO_... the core looks for
    bool usb;                     ///< its serial line is USB, any rate will do
    std::string_view programmer;  ///< for avrdude
    unsigned loader_baud;         ///< of the boot loader
    uint32_t loader_bytes;        ///< of flash that it takes
    std::string_view pins;        ///< pins_arduino.h, where the core has no variant
};

/// The first is the one where nothing else is said.
std::span<const Board> boards();
std::string board_names();  ///< "a (chip), b (chip)", for help texts and remedies

/// By the board's name or the chip's (then the most usual board with it); neither: the first. Errors (usage): an
/// unknown name, or a board that has another chip.
Result<Board> find_board(std::string_view name, std::string_view mcu);

}  // namespace mote::target
