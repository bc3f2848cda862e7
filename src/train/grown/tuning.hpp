// All parameters of a grown network trained together, on the grid of the integers.
#pragma once

#include "core/rng.hpp"
#include "train/grown/grid.hpp"

namespace mote::train::grown {

struct Tuning {
    size_t steps = 200;   ///< blocks of rows
    float decay = 1e-4f;  ///< of weights and output weights, as in AdamW (Loshchilov and Hutter 2019)
};

/// Adam (Kingma and Ba 2015) over random blocks of rows, losses and gradients at the rounded parameters
/// (straight-through). The parameters become their running average over the second half of the steps. Returns
/// the grid of the last steps, for the exporter.
Grid tune(Network& network, const Sources& sources, const Objective& objective, const Tuning& tuning,
          Rng& rng);

}  // namespace mote::train::grown
