// From the fitted head to integer weights: rounded one after the other, the rest taking up the error
// (Frantar et al. 2022, "GPTQ", after LeCun et al. 1990).
#pragma once

#include <cstdint>
#include <vector>
#include "train/kernels/eigen.hpp"

#include "train/kernels/selection.hpp"

namespace mote::train::kernels {

/// score = 2^-exponent * (sum over j of weights[j] * (count_j - 128) + (biases << bias_shift)).
struct IntegerHead {
    std::vector<int32_t> weights;  ///< [score][feature], +-limit
    std::vector<int32_t> biases;   ///< [score], +-127
    std::vector<double> offsets;   ///< [score] what the biases should have been, in score units
    uint8_t bias_shift = 0;
    int exponent = 0;
};

/// Rounds `head` (of this design and aim) to +-limit; of a few exponents the one of least loss. unit: what a
/// score of 1 means in the model's units (regression: the deviation of the target).
IntegerHead round_head(const Aim& aim, const Design& design, const Eigen::MatrixXd& head, double ridge,
                       int32_t limit);

}  // namespace mote::train::kernels
