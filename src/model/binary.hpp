// Model <-> model.bin, the bytes that go to the chip (docs/model-format.md).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "model/model.hpp"

namespace mote::model {

using Bytes = std::vector<uint8_t>;

/// Writes the model. Refuses (code limit) a model whose numbers do not fit their codes, whose shapes do
/// not chain, or whose sums could leave 32 bits for some input. What it returns, mote_open accepts.
Result<Bytes> to_binary(const Model& model);

/// Reads it back, after the device runtime's own checks. from_binary(to_binary(m)) gives m.
Result<Model> from_binary(std::span<const uint8_t> bytes);

/// The checks of the device runtime alone: what the chip would say to these bytes.
Status check_binary(std::span<const uint8_t> bytes);

}  // namespace mote::model
