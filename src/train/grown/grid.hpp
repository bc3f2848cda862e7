// The integers that the chip will use, for the parameters of a network.
#pragma once

#include <vector>

#include "train/grown/network.hpp"

namespace mote::train::grown {

/// weight = integer * 2^-shift; output weight = integer * 2^-output_exponent; bias = integer * 2^(bias_shift -
/// 6).
struct Grid {
    std::vector<int> shifts;  ///< [neuron], 0 .. 15
    int output_exponent = 0;
};

/// Powers of two at which the rounded numbers are nearest to the parameters (least squares).
Grid make_grid(const Network& network);

/// round(value * 2^exponent), limited to `bits` bits, symmetric.
int32_t on_grid(float value, int exponent, int bits);

/// All parameters as the chip will have them, in the same layout. There the means of the sources are part of
/// the biases, so that these are rounded with them; biases of scores only count by their differences.
void round_to(const Grid& grid, const Network& network, const Sources& sources, Task task,
              std::vector<float>& out);

}  // namespace mote::train::grown
