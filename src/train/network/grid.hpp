// The integers that training aims at. Every number of a quantised network lies on a grid of powers of two:
// value = integer * 2^-exponent. Training keeps the values in floats, where all sums of the integer runtime
// are exact (below 2^24), so that both give the same bits.
#pragma once

#include <span>
#include <vector>

#include "train/network/structure.hpp"

namespace mote::train::network {

/// Exponents of one layer. Pools have only `outputs`. The output layer has no `outputs`: its sums are the scores.
struct LayerGrid {
    int weights = 0;
    int biases = 0;
    int outputs = 0;
};

struct Grid {
    int inputs = 5;  ///< exponent of the encoded samples
    std::vector<LayerGrid> layers;
    int activation_limit = 127;  ///< largest activation; the smallest is -activation_limit - 1
    bool empty() const { return layers.empty(); }
};

/// Integer weights and biases for each layer, in the order of the parameter vector.
std::vector<int32_t> to_integers(const Plan& plan, const Grid& grid, std::span<const float> parameters);

/// Parameters rounded to the grid and saturated: what the runtime will use, as floats.
void round_to_grid(const Plan& plan, const Grid& grid, std::span<const float> parameters,
                   std::span<float> rounded);

/// Exponent for which rounding and saturating `values` to +-limit costs the least squared error.
int best_exponent(std::span<const float> values, int32_t limit, int lowest = -20, int highest = 24);

/// Chooses weight and bias exponents for all layers. `outputs` must already be set; it is lowered where sums
/// are not fine enough for it, for a shift is never negative.
void fit_weights(const Plan& plan, Grid& grid, std::span<const float> parameters);

/// log2 of the divisor of a mean pool: the power of two nearest to its steps.
int pool_divisor_log2(const LayerPlan& layer);

}  // namespace mote::train::network
