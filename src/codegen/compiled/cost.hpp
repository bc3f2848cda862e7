// What a compiled model costs on an ATmega2560, without a compiler: for a search that looks at thousands. The
// coefficients were fitted to measurements (tests/compiled_chip/cost_test.cpp says how well they hold).
#pragma once

#include <optional>
#include <span>
#include <string>

#include "codegen/facts.hpp"
#include "core/samples.hpp"

namespace mote::codegen {

struct CompiledCost {
    double flash_bytes = 0;   ///< library and model, as `mote measure` counts it
    size_t static_bytes = 0;  ///< RAM of its variables, exact; neither input buffer nor stack
    size_t stack_bytes = 0;   ///< deepest
    bool stack_known = true;  ///< measured of code of this kind; else a usual one is taken
    size_t ram_bytes = 0;     ///< variables, input buffer and stack, as `mote measure` counts them
    double cycles = 0;        ///< mean of a row, from its first sample to the answer
    double last_cycles = 0;   ///< from the last sample of a row to the answer
    bool known = true;  ///< all of its parts have rates; else only differences to others of its kind count
    std::string kind;   ///< Source::kind() and form: models of one kind have about the same code
};

/// What counts of kernels do in a row (or its last chunk), in the units of the inner loops.
struct CountsWork {
    double samples = 0;     ///< pushed
    double chunks = 0;      ///< times the kernels are gone over
    double moved = 0;       ///< bytes of history moved to the front
    double heads = 0;       ///< blocks looked at, each chunk
    double blocks = 0;      ///< of them, with steps in the chunk
    double phases = 0;      ///< sums made of nine taps
    double sums = 0;        ///< steps that have a sum
    double kernels = 0;     ///< kernels looked up, each chunk
    double passes = 0;      ///< of a kernel over a chunk: one a threshold; fast: one for two
    double thresholds = 0;  ///< weighed, each chunk
    double weights = 0;     ///< the same, a score
    double triples = 0;     ///< steps of passes, three taps; fast: turns of two steps
    double pairs = 0;       ///< two taps
};
CountsWork counts_work(const model::Model& model, bool fast, bool last_chunk = false);

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
