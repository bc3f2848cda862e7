// What a model costs on a chip: the value, where it comes from, and the limits that it has to meet.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace mote::cost {

/// Where a cost comes from, the least certain first.
enum class Origin {
    estimated,     ///< operation counts times cost coefficients
    interpolated,  ///< calibrated by measured models of the same code
    measured,      ///< built, and run on the simulated chip
};

/// Cycles are the mean of an inference. All are infinite for what does not fit the chip.
struct Cost {
    std::string form;  ///< how the model becomes code, for whoever builds it
    double flash_bytes = 0, ram_bytes = 0, cycles = 0;
    Origin origin = Origin::estimated;

    bool measured() const { return origin == Origin::measured; }
    bool calibrated() const { return origin != Origin::estimated; }
    bool fits() const { return std::isfinite(flash_bytes); }
    static Cost not_fitting(Origin origin) { return {"", HUGE_VAL, HUGE_VAL, HUGE_VAL, origin}; }
};

struct CostLimits {
    std::optional<double> flash_bytes, ram_bytes, cycles;

    bool any() const { return flash_bytes || ram_bytes || cycles; }
    /// Of each cost the lower limit.
    CostLimits with(const CostLimits& other) const {
        const auto lower = [](const std::optional<double>& a, const std::optional<double>& b) {
            return a && b ? std::optional(std::min(*a, *b)) : a ? a : b;
        };
        return {lower(flash_bytes, other.flash_bytes), lower(ram_bytes, other.ram_bytes),
                lower(cycles, other.cycles)};
    }
    /// The largest ratio of a cost to its limit; 0 without limits.
    double excess(const Cost& cost) const {
        double most = 0;
        const auto count = [&most](double value, const std::optional<double>& limit) {
            if (limit) most = std::max(most, value / std::max(*limit, 1e-9));
        };
        count(cost.flash_bytes, flash_bytes);
        count(cost.ram_bytes, ram_bytes);
        count(cost.cycles, cycles);
        return most;
    }
};

/// Whether a predicted cost leaves hope; an unknown one does. Estimates are off by more than calibrated costs, and
/// what passes is measured before it is offered.
inline bool may_meet(const CostLimits& limits, const std::optional<Cost>& predicted) {
    constexpr double calibrated = 1.05, estimated = 1.3;
    return !predicted || limits.excess(*predicted) <= (predicted->calibrated() ? calibrated : estimated);
}

}  // namespace mote::cost
