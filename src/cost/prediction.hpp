// What a model generated as C costs on a chip with a multiplier, without building it: for a search that looks at
// thousands. Table bytes and variables are exact; code and cycles are feature counts times coefficients, and
// CostCalibration corrects them by measured models.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "codegen/facts.hpp"
#include "core/samples.hpp"
#include "cost/operations.hpp"

namespace mote::cost {

struct Prediction {
    double flash_bytes = 0;     ///< library and model, as `mote measure` counts it
    size_t static_bytes = 0;    ///< RAM of its variables, exact; neither input buffer nor stack
    size_t stack_bytes = 0;     ///< deepest, about
    size_t ram_bytes = 0;       ///< variables, input buffer and stack, as `mote measure` counts them
    double cycles = 0;          ///< mean of a row, from its first sample to the class
    double counted_cycles = 0;  ///< of `cycles`: instructions that were counted one by one
    Counts<Op> operations;      ///< the rest of `cycles`
    Counts<Piece> pieces;       ///< `flash_bytes` besides tables
    bool calibrated = false;    ///< drawn from measured models of its code
    codegen::Form form = codegen::Form::compiled;
    uint64_t signature =
        0;  ///< of its code and form: models of one signature have about the same instructions
};

/// Rows whose mean cycles are asked for: those of trees and of floats depend on them. Without: every branch
/// is as likely as the other, floats are of middling size.
struct TypicalRows {
    const SampleMatrix* samples = nullptr;
    std::span<const uint32_t> rows;  ///< a few dozen are enough
};

/// None where the model has no generated form, or its layers no cost model (families.hpp: one file a family). `form`:
/// compiled or fast.
std::optional<Prediction> predict(const model::Package& package, codegen::Form form, TypicalRows rows = {});

}  // namespace mote::cost
