// The bytes of a trees layer and of the compact encoder (docs/model-format.md).
#pragma once

#include <cstdint>
#include <span>

#include "core/result.hpp"
#include "model/binary.hpp"
#include "model/model.hpp"

namespace mote::model {

/// Everything of the layer behind its code. Error (input) when numbers do not fit their widths.
Result<Bytes> trees_to_bytes(const Trees& trees, LayerShape in);
/// Reads at `at` from a model that mote_open accepts; gives the offset behind the layer.
size_t trees_from_bytes(std::span<const uint8_t> model, size_t at, LayerShape in, uint8_t outputs,
                        Trees& out);

/// Used axes ascending and inside the row, exponents at most 63 apart, no offsets.
Status check_compact(const Encoder& encoder);
Bytes compact_to_bytes(const Encoder& encoder);
size_t compact_from_bytes(std::span<const uint8_t> model, size_t at, Encoder& out);

/// Bits that two's complement needs for every one of `values`, at least 1.
unsigned signed_width(std::span<const int32_t> values);
/// Bits that tell numbers below `count` apart.
unsigned index_width(size_t count);

}  // namespace mote::model
