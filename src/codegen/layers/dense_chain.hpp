// Dense layers one behind the other that one loop goes over (device/compiled/mote_dense.h), in less flash than a loop each.
#pragma once

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

/// True for int8 networks of dense layers alone, of weights of 8 or of 4 bits throughout, with ReLU between them, where one
/// loop is smaller.
bool is_dense_chain(const model::Model& model);

/// All layers of such a model; as emit() of them one after the other. `place`: of the first.
Result<Ranges> emit_dense_chain(Source& source, const Place& place, const model::Model& model);

}  // namespace mote::codegen
