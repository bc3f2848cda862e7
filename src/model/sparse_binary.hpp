// The bytes of a sparse layer (docs/model-format.md).
#pragma once

#include <cstdint>
#include <span>

#include "core/result.hpp"
#include "model/binary.hpp"
#include "model/model.hpp"

namespace mote::model {

/// Everything of the layer behind its code. Error (input) when numbers do not fit their widths, or when a
/// sum could leave 32 bits. Widths are the smallest that hold the numbers.
Result<Bytes> sparse_to_bytes(const Sparse& sparse, LayerShape in);
/// Reads at `at` from a model that mote_open accepts; gives the offset behind the layer.
size_t sparse_from_bytes(std::span<const uint8_t> model, size_t at, LayerShape in, uint8_t outputs,
                         Sparse& out);

}  // namespace mote::model
