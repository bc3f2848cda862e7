// Augmentation: random variants of a series.
#pragma once

#include <span>
#include <vector>

#include "core/rng.hpp"
#include "core/samples.hpp"

namespace mote::train::base {

/// Random changes that leave the meaning of a series, drawn anew for every presentation of a row.
struct Augmentation {
    float shift = 0;    ///< up to so many steps earlier or later
    float stretch = 0;  ///< standard deviation of the logarithm of the time scale
    float noise = 0;    ///< standard deviation of noise, in activation units (about -4 .. 4)
    bool any() const { return shift > 0 || stretch > 0 || noise > 0; }
};

/// Shift and stretch of one row, in place, by linear interpolation; edges are repeated.
void warp(const Augmentation& augmentation, SeriesShape shape, Rng& rng, std::span<float> row,
          std::vector<float>& scratch);

}  // namespace mote::train::base
