// Values that stand in for inputs that a row lacks: part of model.bin (docs/model-format.md).
#pragma once

#include "core/result.hpp"
#include "core/samples.hpp"
#include "model/byte_reader.hpp"
#include "model/byte_writer.hpp"
#include "model/model.hpp"

namespace mote::model {

/// Ascending inputs of the row, finite values, of int16 samples integers above MOTE_MISSING_I16. Error (input).
Status check_fills(const Encoder& encoder);
void write_fills(ByteWriter& out, const Encoder& encoder);
/// Reads what mote_open has accepted.
Fills read_fills(ByteReader& in, bool raw_float);

/// The entries as the chip reads them (device/runtime/mote_fills.h), without their number.
Bytes fill_entries(const Encoder& encoder);

/// Those of inputs that enter the layers.
Fills used_fills(const Encoder& encoder, const Fills& fills);

/// [input] whether a row may lack it: the model has a value for it, or does not read it.
std::vector<bool> dispensable_inputs(const Encoder& encoder);

}  // namespace mote::model
