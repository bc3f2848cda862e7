// The models of costs, one file a family; cost.cpp chooses.
#pragma once

#include <optional>

#include "codegen/compiled/cost.hpp"

namespace mote::codegen {

/// What a family's model of costs is asked about.
struct CostPlace {
    const model::Model& model;
    Form form = Form::compiled;  ///< compiled or fast
    size_t constant_bytes = 0;   ///< flash of the generated tables
};

/// Each fills flash_bytes, stack_bytes, cycles and last_cycles; none where it does not know such a model.
std::optional<CompiledCost> counts_cost(const CostPlace& place);
std::optional<CompiledCost> differences_cost(const CostPlace& place);

}  // namespace mote::codegen
