// Samples of one byte for models that take int16: exact ones.
#pragma once

#include "model/model.hpp"

namespace mote::codegen {

/// Any int16 sample may be divided by `scale`, rounded and saturated to int8, and multiplied again without the model making
/// a difference.
struct SampleScale {
    int scale = 1;      ///< a power of two, 2 to 256; 1: there is none
    bool down = false;  ///< rounded down; else to the nearest, halves up
};

/// The largest one: tried for each of the 65,536 samples.
SampleScale sample_scale(const model::Model& model);

}  // namespace mote::codegen
