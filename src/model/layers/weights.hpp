// Weights and biases of layers that add up products: conv and dense.
#pragma once

#include "core/result.hpp"
#include "model/byte_reader.hpp"
#include "model/byte_writer.hpp"
#include "model/layers/layer.hpp"

namespace mote::model {

/// As many as expected, within their codes; and no input can make a sum that leaves int32.
/// output_of[i]: the output that weight i belongs to.
Status check_weights(const Numbers& weights, const Numbers& biases, const Requantisation& r,
                     Activation activation, size_t outputs, const std::vector<size_t>& output_of);

/// The flags byte of such a layer, and what it says of weights.
uint32_t weight_flags(const Numbers& weights, const Requantisation& r);
WeightCode weight_code(uint32_t flags);
/// relu from the flags, then the two shifts.
Requantisation read_requantisation(ByteReader& in, uint8_t flags);

LayerCounts counts_of_weights(const Numbers& weights, const Numbers& biases);

}  // namespace mote::model
