// The chips that Mote builds for and measures on: those of all architectures (target/target.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mote::target {

struct Mcu {
    std::string_view name;  ///< as the compiler and --mcu take it
    uint32_t flash_bytes;
    uint32_t ram_bytes;
    uint32_t hz;               ///< usual clock
    bool has_multiplier;       ///< in hardware, of 8 bits at least
    bool has_serial_port;      ///< a UART that the simulator has, too
    double active_ma_per_mhz;  ///< typical supply current at 5 V, running
    double sleep_ua;           ///< asleep, with the watchdog that wakes it, 3 V
};

/// Of every architecture; the first is the one where nothing else is said.
std::span<const Mcu> mcus();
std::string default_mcu();
std::string mcu_names();  ///< "a, b, c", for help texts and remedies

/// Error (usage) for a name that is not in the table, with those that are.
Result<Mcu> find_mcu(std::string_view name);

}  // namespace mote::target
