// What a compiled model costs on an ATmega2560, without a compiler: for a search that looks at thousands. The
// coefficients were fitted to measurements (tests/compiled_chip/cost_test.cpp says how well they hold).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codegen/facts.hpp"
#include "core/samples.hpp"

namespace mote::codegen {

/// One unit of work of a row. In all models of a kind it takes the same cycles, whatever the rates say.
struct Work {
    std::string unit;
    double cycles = 0;   ///< mean of a row, by rates
    double unrated = 0;  ///< how often it is done where there is no rate for it
};

struct CompiledCost {
    double flash_bytes = 0;     ///< library and model, as `mote measure` counts it
    size_t static_bytes = 0;    ///< RAM of its variables, exact; neither input buffer nor stack
    size_t stack_bytes = 0;     ///< deepest
    bool stack_known = true;    ///< measured of code of this kind; else a usual one is taken
    size_t ram_bytes = 0;       ///< variables, input buffer and stack, as `mote measure` counts them
    double cycles = 0;          ///< mean of a row, from its first sample to the answer
    double counted_cycles = 0;  ///< of `cycles`: instructions that were counted one by one
    std::vector<Work> work;     ///< the rest of `cycles`, ascending by unit
    double last_cycles = 0;     ///< from the last sample of a row to the answer
    bool known = true;  ///< all of its parts have rates; else only differences to others of its kind count
    bool sure = false;  ///< drawn from measured models of its kind
    std::string kind;   ///< Source::kind() and form: models of one kind have about the same code
};

/// Rows whose mean cycles are asked for: those of trees and of floats depend on them. Without: every branch
/// is as likely as the other, floats are of middling size.
struct TypicalRows {
    const SampleMatrix* samples = nullptr;
    std::span<const uint32_t> rows;  ///< a few dozen are enough
};

/// None where the model has no compiled form (cost_families.hpp: one file a family). `form`: compiled or
/// fast.
std::optional<CompiledCost> compiled_cost(const model::Package& package, Form form, TypicalRows rows = {});

}  // namespace mote::codegen
