// Rates of a serial line that a chip can make from its clock.
#pragma once

#include <cstdint>

#include "core/result.hpp"

namespace mote::target {

/// The rate that is used unless another is asked for, as the serial protocol was published.
inline constexpr unsigned published_baud = 230400;

/// What a UART runs at when `baud` is asked for: the clock by 8 times a whole number.
double real_baud(unsigned baud, uint32_t hz);

/// Error (usage) when that is more than 2.5 % off, with the nearest rates and how far they are off. The published
/// rate is let pass: at 16 MHz it is 3.5 % off, and works.
Status check_baud(unsigned baud, uint32_t hz);

}  // namespace mote::target
