// What a candidate of grown networks may choose.
#pragma once

#include <cstddef>

#include "train/base/augmentation.hpp"

namespace mote::train::grown {

constexpr int weight_bits = 6;  ///< of a connection of a neuron
constexpr int output_bits = 6;  ///< of an output weight and of a direct connection
constexpr int bias_shift = 3;   ///< of biases, in codes of 1/64

struct SourceSettings {
    bool runs = false;                     ///< the columns are a series: connections may read means of runs
    base::Augmentation augmentation = {};  ///< of a series; noise in deviations of an input
    double share = 1;                      ///< of the rows, not below 2,000
};

struct Settings {
    size_t most_connections = 4;  ///< of a neuron, 1 .. 8
    SourceSettings sources;
    float decay = 0.02f;
    size_t max_bytes = 1024;
};

}  // namespace mote::train::grown
