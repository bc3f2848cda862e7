// A fully connected layer.
#pragma once

#include "model/layers/layer.hpp"

namespace mote::model {

/// Fully connected over all time steps that come in: w[step][output][channel].
struct Dense {
    uint8_t outputs = 1;
    Requantisation requantisation;
    Numbers weights;
    Numbers biases;
};

}  // namespace mote::model
