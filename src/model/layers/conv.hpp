// A convolutional layer.
#pragma once

#include "model/layers/layer.hpp"

namespace mote::model {

/// Convolution over time, no padding: out[t][o] = sum over k, c of w[o][k][c] * in[t * stride + k][c].
struct Conv {
    uint8_t outputs = 1;
    uint8_t kernel = 1;
    uint8_t stride = 1;  ///< 1 .. kernel
    Requantisation requantisation;
    Numbers weights;
    Numbers biases;
};

}  // namespace mote::model
