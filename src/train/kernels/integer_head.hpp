// The integers of a head, as a model holds them.
#pragma once

#include <cstdint>
#include <vector>

namespace mote::train::kernels {

/// The integers that a head may use.
struct HeadFormat {
    int32_t limit = 127;       ///< of a weight
    int32_t bias_limit = 127;  ///< of a bias
    int origin = 128;          ///< the layer hands over count - origin
    int product_shift = 0;     ///< products are shifted right by so much, rounded down

    static HeadFormat of(int weight_bits);
};

/// score = 2^-exponent * (sum over j of (weights[j] * (count_j - origin) >> product_shift) + (biases <<
/// bias_shift)).
struct IntegerHead {
    std::vector<int32_t> weights;  ///< [score][feature], +-limit
    std::vector<int32_t> biases;   ///< [score], +-bias_limit
    std::vector<double> offsets;   ///< [score] what the biases should have been, in score units
    uint8_t bias_shift = 0;
    int exponent = 0;
};

}  // namespace mote::train::kernels
