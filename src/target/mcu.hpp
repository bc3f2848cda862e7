// The chips that Mote builds for and measures on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mote::target {

struct Mcu {
    std::string_view name;  ///< as avr-gcc's -mmcu and mote-board's --mcu take it
    uint32_t flash_bytes;
    uint32_t ram_bytes;
    uint32_t hz;          ///< usual clock
    bool has_multiplier;  ///< mul, muls, fmul
    bool has_serial_port;
    double
        active_ma_per_mhz;  ///< typical supply current at 5 V, running (docs/compiled.md names the sources)
    double sleep_ua;        ///< in power-down with the watchdog that wakes it, 3 V
};

std::span<const Mcu> mcus();

/// Error (usage) for a name that is not in the table, with those that are.
Result<Mcu> find_mcu(std::string_view name);

}  // namespace mote::target
