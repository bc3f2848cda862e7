// Network and grid -> the Model that goes to the chip.
#pragma once

#include "model/model.hpp"
#include "train/base/targets.hpp"
#include "train/grown/grid.hpp"

namespace mote::train::grown {

/// The parameters rounded to `grid` (round_to). Means of the sources move into the biases; connections of weight 0
/// and inputs that nothing reads are left out.
model::Model export_model(const Network& network, const Sources& sources, const Grid& grid,
                          const base::Frame& frame);

}  // namespace mote::train::grown
