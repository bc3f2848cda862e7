// Differences of a few samples, counted: straight-line code, a position of the row at a time.
#pragma once

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

/// One instruction after the other for one position, and what it costs.
struct DifferencesCode {
    std::string assembly;  ///< string literals for __asm__
    std::string clobbers;  ///< further registers, "\"r18\", ..."
    double bytes = 0;      ///< of the instructions, and of saving registers
    double cycles = 0;     ///< of all positions of a row, every second threshold reached
    double comparisons =
        0;  ///< with thresholds, of all positions of a row; one that is reached: a cycle more
    double last_cycles = 0;    ///< of the last step, if it is a position
    size_t saved = 0;          ///< registers that have to be saved
    bool short_score = false;  ///< 16 bits are enough for the score
};

/// The code of a layer under a dense layer of one score. Empty for rows of more than 255 steps, which the
/// assembly does not count.
DifferencesCode differences_code(const model::Proportions& layer, const model::LayerShape& in,
                                 const model::Dense& dense, bool fast);

/// Bytes that are kept of the samples; the whole row, or as far as kernels reach back and some more.
struct DifferencesWindow {
    uint32_t lead = 0;      ///< before the first sample of the row, or of what is not moved yet
    uint32_t capacity = 0;  ///< from there on
    bool whole = false;     ///< holds the row: nothing is moved
};
DifferencesWindow differences_window(const model::Proportions& layer, const model::LayerShape& in);

/// The layer: with `dense` (one output) the score itself, without it the counts.
Result<Ranges> emit_differences(Source& source, const Place& place, const model::Proportions& layer,
                                const model::Dense* dense);

}  // namespace mote::codegen
