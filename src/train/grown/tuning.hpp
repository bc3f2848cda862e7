// All parameters of a grown network trained together, on the grid of the integers.
#pragma once

#include "core/rng.hpp"
#include "train/grown/grid.hpp"

namespace mote::train::grown {

struct Tuning {
    size_t steps = 200;   ///< blocks of rows
    float rate = 0.02f;   ///< falls linearly to a twentieth
    float decay = 1e-4f;  ///< of weights and read-outs, as in AdamW (Loshchilov and Hutter 2019)
    /// Of the steps, from the end: the result is a running average with this time constant. 0: the last step.
    float average = 0;
    bool rounded = true;  ///< losses and gradients at the rounded parameters (straight-through)
};

/// Adam (Kingma and Ba 2015) over random blocks of rows. The grid of the last steps, for the exporter.
Grid tune(Network& network, const Sources& sources, const Aim& aim, const Widths& widths,
          const Tuning& tuning, Rng& rng);

}  // namespace mote::train::grown
