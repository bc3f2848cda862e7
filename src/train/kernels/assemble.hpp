// Features and an integer head as a Model.
#pragma once

#include "model/model.hpp"
#include "train/base/targets.hpp"
#include "train/kernels/counting.hpp"
#include "train/kernels/integer_head.hpp"

namespace mote::train::kernels {

/// `features` ascending, the head's weights in their order.
model::Model assemble(const base::Frame& frame, const model::Encoder& encoder, const Sampling& sampling,
                      std::span<const Feature> features, const IntegerHead& head, int weight_bits);

}  // namespace mote::train::kernels
