// The chip that a search asks for costs: an interface, so that search knows neither compilers nor simulators.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "core/result.hpp"
#include "cost/cost.hpp"
#include "model/binary.hpp"

namespace mote::search {

using cost::Cost;
using cost::CostLimits;

/// A chip to build for. predict() and measure() are called from several threads at once.
class Chip {
  public:
    virtual ~Chip() = default;
    /// Measures what predictions for models like these can be drawn from, while `go_on` says so: the code of most
    /// models first, then in their order. What is known is not measured again. Must not overlap other calls. Without
    /// compiler or simulator predictions stay as they are.
    virtual void profile(std::span<const model::Bytes* const> models, unsigned jobs,
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
