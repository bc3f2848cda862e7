// The bytes of a proportions layer (docs/model-format.md).
#pragma once

#include <cstdint>
#include <span>

#include "core/result.hpp"
#include "model/binary.hpp"
#include "model/model.hpp"

namespace mote::model {

/// Everything of the layer behind its code. Error (input) when numbers do not fit their bits.
Result<Bytes> proportions_to_bytes(const Proportions& layer, LayerShape in);
/// Reads at `at` from a model that mote_open accepts; gives the offset behind the layer.
size_t proportions_from_bytes(std::span<const uint8_t> model, size_t at, LayerShape in, Proportions& out);

}  // namespace mote::model
