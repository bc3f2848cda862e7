// Network and grid -> the Model that goes to the chip.
#pragma once

#include "model/model.hpp"
#include "train/grown/grid.hpp"

namespace mote::train::grown {

struct Frame {
    Task task = Task::binary;
    SeriesShape shape;  ///< of the rows
    bool raw_float = false;
    double target_mean = 0;  ///< regression: target = mean + score * 2^target_exponent
    int target_exponent = 0;
};

/// The parameters rounded to `grid` (round_to). Means of the sources move into the biases; links of weight 0
/// and inputs that nothing reads are left out.
model::Model export_model(const Network& network, const Sources& sources, const Grid& grid,
                          const Frame& frame);

}  // namespace mote::train::grown
