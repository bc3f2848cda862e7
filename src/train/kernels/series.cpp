#include "train/kernels/series.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::kernels {

Series encode_series(const TrainingRows& rows, std::span<const uint32_t> positions,
                     const model::Encoder& encoder, model::Activation activation) {
    Series out;
    out.rows = positions.size();
    out.steps = rows.shape.steps;
    out.axes = rows.shape.axes;
    out.values.resize(out.rows * out.steps * out.axes);
    const float highest = activation == model::Activation::i8 ? 127.0f : 1023.0f;
    std::vector<float> row(rows.samples->columns());
    for (size_t r = 0; r < out.rows; ++r) {
        rows.samples->copy_row(rows.index[positions[r]], row);
        for (size_t i = 0; i < row.size(); ++i) {
            const size_t axis = i % out.axes;
            const auto& entry = encoder.entries[encoder.entries.size() > 1 ? axis : 0];
            const float q =
                std::floor(std::ldexp(row[i], entry.exponent) + 0.5f) - static_cast<float>(entry.offset);
            out.values[(axis * out.steps + i / out.axes) * out.rows + r] =
                static_cast<int16_t>(std::clamp(q, -highest - 1, highest));
        }
    }
    return out;
}

}  // namespace mote::train::kernels
