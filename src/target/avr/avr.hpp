// 8-bit AVR: avr-gcc, Arduino's core, mote-board.
#pragma once

#include "target/target.hpp"

namespace mote::target::avr {

std::span<const Mcu> chip_table();     ///< chips.cpp
std::span<const Board> board_table();  ///< boards.cpp
const Target& target();

}  // namespace mote::target::avr
