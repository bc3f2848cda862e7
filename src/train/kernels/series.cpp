#include "train/kernels/series.hpp"

#include <algorithm>
#include <cmath>

#include "train/base/encoding.hpp"

namespace mote::train::kernels {

namespace {

void vary(const base::Augmentation& augmentation, SeriesShape shape, int limit, Rng& rng,
          std::span<float> codes, std::vector<float>& scratch) {
    base::warp(augmentation, shape, rng, codes, scratch);
    for (float& code : codes)
        code = std::clamp(std::round(code), static_cast<float>(-limit - 1), static_cast<float>(limit));
}

}  // namespace

Series encode_series(const TrainingRows& rows, std::span<const uint32_t> chosen, size_t plain,
                     const base::Augmentation& augmentation, const model::Encoder& encoder,
                     model::Activation activation, Rng& rng) {
    Series out;
    out.rows = chosen.size();
    out.steps = rows.shape.steps;
    out.axes = rows.shape.axes;
    out.values.resize(out.rows * out.steps * out.axes);
    // one scale for both types; sums of nine int16 taps leave room for 11 bits only
    const int limit = activation == model::Activation::i8 ? 127 : 1023;
    const base::RowEncoder row_encoder(encoder, rows.samples->columns(), limit);
    std::vector<float> codes(rows.samples->columns()), scratch;
    for (size_t r = 0; r < out.rows; ++r) {
        row_encoder.encode(*rows.samples, chosen[r], codes);
        if (r >= plain) vary(augmentation, rows.shape, limit, rng, codes, scratch);
        for (size_t i = 0; i < codes.size(); ++i)
            out.values[(i % out.axes * out.steps + i / out.axes) * out.rows + r] =
                static_cast<int16_t>(codes[i]);
    }
    return out;
}

}  // namespace mote::train::kernels
