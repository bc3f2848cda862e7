// The boards that firmware is built for: what boards.txt of the Arduino core says of each.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/result.hpp"

namespace mote::target {

struct ArduinoBoard {
    std::string_view name;  ///< as --board takes it
    std::string_view mcu;   ///< as avr-gcc takes it
    uint32_t hz;
    std::string_view variant;     ///< folder of the core's variants; empty: our own (atmega1284p_pins)
    std::string_view define;      ///< what ARDUINO_... the core looks for
    bool usb;                     ///< its serial line is USB, any rate will do
    std::string_view programmer;  ///< for avrdude
    unsigned loader_baud;         ///< of the boot loader
};

std::span<const ArduinoBoard> arduino_boards();

/// By the board's name or the chip's (then the most usual board with it); neither: the Mega 2560. Errors (usage):
/// an unknown name, or a board that has another chip.
Result<ArduinoBoard> find_board(std::string_view name, std::string_view mcu);

/// pins_arduino.h of a bare ATmega1284P, for which Arduino's core has no variant: pins numbered port by port as
/// others do (D0 to D7 = PB0 to PB7, then PD, PC, PA), LED_BUILTIN = PB0, A0 = PA0.
std::string_view atmega1284p_pins();

}  // namespace mote::target
