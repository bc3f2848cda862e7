// What a model costs on a chip, as search sees it: an interface, so that search knows neither compilers nor
// simulators.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/result.hpp"
#include "model/binary.hpp"

namespace mote::search {

/// In the words of the blueprint; cycles are the mean of an inference. All are infinite for what does not fit the chip.
struct Cost {
    std::string form;  ///< how the model becomes code, for whoever builds it
    double flash_bytes = 0, ram_bytes = 0, cycles = 0;
    bool measured = false;  ///< on the simulated chip; else by the model of costs
    bool sure = false;      ///< measured, or drawn from measured models of its kind of code

    bool fits() const { return std::isfinite(flash_bytes); }
    static Cost not_fitting(bool measured) { return {"", HUGE_VAL, HUGE_VAL, HUGE_VAL, measured, true}; }
};

/// What a model of costs said of a model before it was measured.
struct Forecast {
    double flash_bytes = 0, ram_bytes = 0, cycles = 0;
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

/// Whether a predicted cost leaves hope; what is not known does. The model of costs may be off by so much, and
/// what it lets through is measured before it is chosen.
inline bool may_meet(const CostLimits& limits, const std::optional<Cost>& predicted) {
    constexpr double benefit_of_doubt = 1.05;
    return !predicted || limits.excess(*predicted) <= benefit_of_doubt;
}

/// A chip to build for. predict() and measure() are called from several threads at once.
class Chip {
  public:
    virtual ~Chip() = default;
    /// Measures what predictions for models like these can be drawn from, for most of them first, of as many in
    /// their order, while `go_on` says so; what is known is not measured again. Not while other functions run.
    /// Without compiler or simulator predictions stay as they are.
    virtual void study(std::span<const model::Bytes* const> models, unsigned jobs,
                       const std::function<bool()>& go_on) = 0;
    /// Without building anything, quick enough for every model that is trained; none when not known.
    virtual std::optional<Cost> predict(const model::Bytes& model) const = 0;
    /// Builds it and runs rows on the simulated chip. Errors: environment when the tools are missing, usage
    /// when it does not fit the chip.
    virtual Result<Cost> measure(const model::Bytes& model) const = 0;
    /// What the chip has: it binds every model, whether or not the user set limits.
    virtual CostLimits capacity() const { return {}; }
    /// Certain to fit what the chip has, by bounds that need no prediction. True lets a search skip both.
    virtual bool has_room_for(const model::Bytes& model) const {
        (void)model;
        return !capacity().any();
    }
    /// As the user knows it, for messages.
    virtual std::string name() const { return "chip"; }
    /// Microseconds of so many cycles.
    virtual double time_us(double cycles) const { return cycles; }
};

}  // namespace mote::search
