// Features and an integer head as a Model.
#pragma once

#include "model/model.hpp"
#include "train/kernels/rounding.hpp"

namespace mote::train::kernels {

/// Units of a regression target: value = mean + deviation * score, the deviation a power of two.
struct TargetUnits {
    double mean = 0;
    double deviation = 1;
};

/// `features` ascending, the head's weights in their order.
model::Model assemble(const TrainingRows& rows, const model::Encoder& encoder, const Sampling& sampling,
                      std::span<const Feature> features, const IntegerHead& head, int weight_bits,
                      const TargetUnits& units);

}  // namespace mote::train::kernels
