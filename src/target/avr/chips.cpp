// One row a chip. Sizes, clock and supply are those of its data sheet; the simulator must know its name.
#include <array>

#include "target/avr/avr.hpp"

namespace mote::target::avr {
namespace {

constexpr std::array table = {
    Mcu{"atmega2560", 256 * 1024, 8 * 1024, 16'000'000, true, true, 1.25, 5},
    Mcu{"atmega328p", 32 * 1024, 2 * 1024, 16'000'000, true, true, 0.65, 4.2},
    Mcu{"attiny85", 8 * 1024, 512, 8'000'000, false, false, 0.625, 5},
    Mcu{"attiny84", 8 * 1024, 512, 8'000'000, false, false, 0.55, 4},
    Mcu{"atmega32u4", 32 * 1024, 2560, 16'000'000, true, true, 1.25, 10},
    Mcu{"atmega1284p", 128 * 1024, 16 * 1024, 16'000'000, true, true, 0.65, 4.2},
};

}  // namespace

std::span<const Mcu> chip_table() {
    return table;
}

}  // namespace mote::target::avr
