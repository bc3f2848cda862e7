// Data-dependent starts: scales of layers, ranges of activations.
#pragma once

#include <span>
#include <vector>

#include "core/rng.hpp"
#include "train/network/network.hpp"

namespace mote::train::network {

/// Normal weights of variance 2 / taps (He et al. 2015), biases 0; then, layer by layer, weights and biases
/// so that the sums over this block have mean 0 and variance 1 (Mishkin and Matas 2016), the output layer a
/// quarter of it.
void initialise(Network& network, std::span<float> parameters, const float* inputs, Rng& rng);

/// Largest activation of each layer, all but `tail` of the values, over the blocks in `inputs`.
std::vector<float> activation_ranges(Network& network, std::span<const float> parameters,
                                     std::span<const float> inputs, double tail);

/// A grid for these parameters: activations that go up to `ranges` fit.
Grid make_grid(const Plan& plan, std::span<const float> parameters, std::span<const float> ranges);

/// Rounding down loses half a unit on the mean: put it into the biases of layers with activations.
void add_half_units(const Plan& plan, const Grid& grid, std::span<float> parameters);

}  // namespace mote::train::network
