// How samples become activations: chosen from training rows alone.
#pragma once

#include "core/samples.hpp"
#include "model/model.hpp"

namespace mote::train::network {

/// In training a sample is its code * 2^-input_exponent(activation): about -4 .. 4.
int input_exponent(model::Activation activation);
/// 127 or 32767; 0 for float.
int activation_limit(model::Activation activation);

/// An encoder for these rows. The offset is the mean; the scale is the largest power of two at which nearly
/// all values (99.6 %) of up to 2,000 rows fit the activation type. One encoding for all axes when their
/// ranges are alike, else one an axis. Float: mean and 1 / standard deviation.
model::Encoder choose_encoder(const TrainingRows& rows, model::Activation activation);

}  // namespace mote::train::network
