#include "cost/energy.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace mote::cost {

namespace {

Status check(const Supply& supply) {
    const std::pair<const char*, double> numbers[] = {{"--voltage", supply.volts},
                                                      {"--clock", supply.hz.value_or(1)},
                                                      {"--active-current", supply.active_ma.value_or(1)},
                                                      {"--sleep-current", supply.sleep_ua.value_or(1)},
                                                      {"--rate", supply.values_per_second.value_or(1)},
                                                      {"--battery-mah", supply.battery_mah}};
    for (const auto& [name, value] : numbers)
        if (!(value > 0 && value < 1e12))
            return Error{ErrorCode::usage, fmt::format("{} is not a possible number", value), name,
                         "give a number above 0"};
    return Done{};
}

}  // namespace

Result<Energy> energy_of(const ChipPower& chip, double cycles, size_t inputs, const Supply& supply) {
    MOTE_CHECK(check(supply));
    Energy energy;
    energy.volts = supply.volts;
    energy.hz = supply.hz.value_or(chip.hz);
    // A CMOS circuit's current goes with the clock and with the voltage.
    energy.active_ma = supply.active_ma.value_or(chip.active_ma_per_mhz * energy.hz / 1e6 * supply.volts / 5);
    energy.sleep_ua = supply.sleep_ua.value_or(chip.sleep_ua);
    energy.inference_us = cycles * 1e6 / energy.hz;
    energy.inference_uj = energy.inference_us * energy.active_ma * energy.volts / 1000;
    if (!supply.values_per_second) return energy;
    energy.values_per_second = *supply.values_per_second;
    energy.battery_mah = supply.battery_mah;
    const double row_us = static_cast<double>(inputs) * 1e6 / energy.values_per_second;
    const double busy = energy.inference_us / row_us;
    if (busy > 1)
        return Error{ErrorCode::usage,
                     fmt::format("a row takes {:.0f} us to compute and {:.0f} us to arrive",
                                 energy.inference_us, row_us),
                     "--rate", "choose a slower rate or a smaller model"};
    energy.busy = busy;
    energy.average_ua = busy * energy.active_ma * 1000 + (1 - busy) * energy.sleep_ua;
    energy.battery_days = energy.battery_mah * 1000 / *energy.average_ua / 24;
    return energy;
}

nlohmann::json to_json(const Energy& energy) {
    nlohmann::json json{{"voltage", energy.volts},
                        {"clock_hz", energy.hz},
                        {"active_current_ma", energy.active_ma},
                        {"sleep_current_ua", energy.sleep_ua},
                        {"inference_us", energy.inference_us},
                        {"inference_uj", energy.inference_uj}};
    if (!energy.busy) return json;
    json["values_per_second"] = energy.values_per_second;
    json["busy"] = *energy.busy;
    json["average_current_ua"] = *energy.average_ua;
    json["battery_mah"] = energy.battery_mah;
    json["battery_days"] = *energy.battery_days;
    return json;
}

}  // namespace mote::cost
