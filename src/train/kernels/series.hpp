// Training rows as the chip sees them: encoded integers, rows innermost so that loops over rows vectorise.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/samples.hpp"
#include "model/model.hpp"

namespace mote::train::kernels {

/// Encoded samples of n rows. Row r, step t, axis a stands at values[(a * steps + t) * rows + r]; within int8
/// (activation i8), or +-1023 (i16: the same scale, a wider range).
struct Series {
    size_t rows = 0;
    size_t steps = 0;
    size_t axes = 0;
    std::vector<int16_t> values;

    const int16_t* at(size_t axis, size_t step) const { return values.data() + (axis * steps + step) * rows; }
};

/// Encodes these rows of the sample matrix.
Series encode_series(const TrainingRows& rows, std::span<const uint32_t> chosen,
                     const model::Encoder& encoder, model::Activation activation);

}  // namespace mote::train::kernels
