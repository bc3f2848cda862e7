// What an inference costs a battery: from cycles, a supply and a rate of samples.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/result.hpp"

namespace mote::cost {

/// What the chip's data sheet says.
struct ChipPower {
    double hz = 0;                 ///< usual clock
    double active_ma_per_mhz = 0;  ///< at 5 V
    double sleep_ua = 0;
};

/// What is not given comes from the data sheet.
struct Supply {
    double volts = 5;
    std::optional<double> hz;         ///< clock
    std::optional<double> active_ma;  ///< while it computes
    std::optional<double> sleep_ua;   ///< between samples
    std::optional<double>
        values_per_second;  ///< numbers that come in; a row is as many as the model's inputs
    double battery_mah = 1000;

    bool operator==(const Supply&) const = default;
};

struct Energy {
    double volts = 0, hz = 0, active_ma = 0, sleep_ua = 0;
    double inference_us = 0, inference_uj = 0;
    std::optional<double> busy;  ///< share of the time that the chip computes, at the rate of samples
    std::optional<double> average_ua;
    std::optional<double> battery_days;
    double values_per_second = 0, battery_mah = 0;
};

/// The chip sleeps whenever it does not compute; waking, the sensor and the radio are not counted.
/// Errors (usage): numbers not above 0, or samples that come faster than they are computed.
Result<Energy> energy_of(const ChipPower& chip, double cycles, size_t inputs, const Supply& supply);

nlohmann::json to_json(const Energy& energy);

}  // namespace mote::cost
