// A proportions layer together with the layer that weighs its counts.
#pragma once

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

/// The steps of a row that a block counts: first, first + stride, ... below end.
struct CountedSteps {
    uint32_t first = 0, end = 0;
    uint32_t count(uint32_t stride) const { return end <= first ? 0 : (end - first + stride - 1) / stride; }
};
CountedSteps counted_steps(const model::Proportions& layer, const model::Proportions::Block& block,
                           uint32_t steps);

/// Bytes before a chunk that kernels reach back to, and steps a chunk (device/compiled/mote_counts.h).
uint32_t counts_history(const model::Proportions& layer, uint32_t channels);
uint32_t counts_chunk(const model::Proportions& layer, const model::LayerShape& in);

/// The variable that holds the number of the step that comes in, made when it is not the encoder's position; and
/// whether the layer has to count up one of its own though it has one channel.
std::string step_variable(Source& source, const Place& place);
bool counts_steps_of_one_axis(const Place& place);

/// True for int8 counts of kernels that a dense layer makes scores of: then no count needs to be kept,
/// each goes into the scores at once.
bool is_counted(const model::Model& model);

/// Both layers of such a model in one; as emit() of the two.
Result<Ranges> emit_counted(Source& source, const Place& place, const model::Proportions& layer,
                            const model::Dense& dense);

}  // namespace mote::codegen
