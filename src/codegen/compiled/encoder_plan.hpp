// How a compiled model encodes its samples: what is decided before any C is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

/// What the functions of the encoder are put together from.
struct EncoderPlan {
    size_t steps, axes, used;
    bool compact, raw_float, rows, shared;
    bool samples;  ///< the first layer takes them one by one
    bool apart;    ///< the function of a sample is large, and best not inlined into the loop over a row
    model::Activation activation;
    const std::vector<model::Encoding>& entries;
    std::string value, position_type;
    int64_t highest;
    bool limits = false;  ///< the first layer limits values to 11 bits and a sign
    bool fills = false;   ///< samples may be missing
    size_t inputs() const { return steps * axes; }
};

EncoderPlan encoder_plan(const model::Model& model);

/// The shortest encoding that is exact for these entries.
SampleEncoding sample_encoding(const EncoderPlan& plan);

/// What a sample is when it is encoded: the bits of its own type, or any number as value * 2^exponent.
enum class SampleType { int16, floating, general };

/// The function mote_encode of one sample, with its tables; says what the sample is handed over as.
SampleType emit_sample_encoding(Source& source, const EncoderPlan& plan);

}  // namespace mote::codegen
