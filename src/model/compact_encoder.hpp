// The bytes of an encoder that reads only some axes (docs/model-format.md).
#pragma once

#include <cstdint>
#include <span>

#include "core/result.hpp"
#include "model/binary.hpp"

namespace mote::model {

/// Used axes ascending and inside the row, exponents at most 63 apart, no offsets.
Status check_compact(const Encoder& encoder);
Bytes compact_to_bytes(const Encoder& encoder);
/// Reads at `at` from a model that mote_open accepts; gives the offset behind it.
size_t compact_from_bytes(std::span<const uint8_t> model, size_t at, Encoder& out);

}  // namespace mote::model
