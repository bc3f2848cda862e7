// A proportions layer together with the layer that weighs its counts.
#pragma once

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

/// True for int8 counts of kernels that a dense layer makes scores of: then no count needs to be kept,
/// each goes into the scores at once.
bool is_counted(const model::Model& model);

/// Both layers of such a model in one; as emit() of the two.
Result<Ranges> emit_counted(Source& source, const Place& place, const model::Proportions& layer,
                            const model::Dense& dense);

}  // namespace mote::codegen
