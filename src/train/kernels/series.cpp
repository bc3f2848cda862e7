#include "train/kernels/series.hpp"

#include "train/base/encoding.hpp"

namespace mote::train::kernels {

Series encode_series(const TrainingRows& rows, std::span<const uint32_t> chosen,
                     const model::Encoder& encoder, model::Activation activation) {
    Series out;
    out.rows = chosen.size();
    out.steps = rows.shape.steps;
    out.axes = rows.shape.axes;
    out.values.resize(out.rows * out.steps * out.axes);
    // one scale for both types; sums of nine int16 taps leave room for 11 bits only
    const int limit = activation == model::Activation::i8 ? 127 : 1023;
    const base::RowEncoder row_encoder(encoder, rows.samples->columns(), limit);
    std::vector<float> codes(rows.samples->columns());
    for (size_t r = 0; r < out.rows; ++r) {
        row_encoder.encode(*rows.samples, chosen[r], codes);
        for (size_t i = 0; i < codes.size(); ++i)
            out.values[(i % out.axes * out.steps + i / out.axes) * out.rows + r] =
                static_cast<int16_t>(codes[i]);
    }
    return out;
}

}  // namespace mote::train::kernels
