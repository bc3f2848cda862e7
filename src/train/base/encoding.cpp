#include "train/base/encoding.hpp"

#include <algorithm>
#include <cmath>

#include "mote_format.h"

// Comparisons of floats do not trap here, which lets the compiler turn these loops into vectors.
#pragma GCC optimize("no-trapping-math")

namespace mote::train::base {

namespace {

using model::Activation;
using model::Encoding;

struct Statistics {
    double mean = 0, deviation = 0;
    double low = 0, high = 0;  // all but 0.2 % of the values at each end
};

Statistics statistics_of(std::vector<float>& values) {
    Statistics s;
    std::erase_if(values, [](float v) { return !std::isfinite(v); });
    if (values.empty()) return s;
    const auto tail = static_cast<std::ptrdiff_t>(values.size() / 500);
    std::nth_element(values.begin(), values.begin() + tail, values.end());
    s.low = static_cast<double>(values[static_cast<size_t>(tail)]);
    std::nth_element(values.begin(), values.end() - 1 - tail, values.end());
    s.high = static_cast<double>(*(values.end() - 1 - tail));
    // one absurd value must not decide for all others; a rare but real one must be seen
    const double margin = 4 * (s.high - s.low);
    const auto inside = [&](float v) {
        return margin > 0 ? std::clamp(static_cast<double>(v), s.low - margin, s.high + margin)
                          : static_cast<double>(v);
    };
    const auto count = static_cast<double>(values.size());
    for (float v : values) s.mean += inside(v) / count;
    for (float v : values) s.deviation += (inside(v) - s.mean) * (inside(v) - s.mean) / count;
    s.deviation = std::sqrt(s.deviation);
    if (s.high - s.low < s.deviation) s.low = s.mean - s.deviation, s.high = s.mean + s.deviation;
    return s;
}

/// Values of one axis, or of all when axis == axes, of evenly spread rows and steps.
std::vector<float> sample_axis(const TrainingRows& rows, size_t axis) {
    const size_t axes = rows.shape.axes;
    const size_t row_step = std::max<size_t>(1, rows.size() / 2000);
    const size_t used = (rows.size() + row_step - 1) / row_step;
    const size_t columns = rows.samples->columns();
    const size_t a_row = axis == axes ? columns : columns / axes;
    // a stride that is prime to common lengths keeps about 50,000 values
    const size_t keep = std::max<size_t>(1, used * a_row / 50000) | 1u;
    std::vector<float> values;
    size_t count = 0;
    for (size_t r = 0; r < rows.size(); r += row_step)
        for (size_t c = axis == axes ? 0 : axis; c < columns; c += axis == axes ? 1 : axes)
            if (count++ % keep == 0) values.push_back(rows.samples->at(rows.index[r], c));
    return values;
}

/// Largest exponent at which low .. high, seen from the offset, fits -limit .. limit.
Encoding integer_encoding(const Statistics& s, int limit) {
    const double reach = std::max(s.high - s.mean, s.mean - s.low);
    if (!(reach > 0)) return {.exponent = -MOTE_MAX_EXPONENT, .offset = 0};
    int exponent = static_cast<int>(std::floor(std::log2(static_cast<double>(limit) / reach)));
    while (exponent > -MOTE_MAX_EXPONENT && std::fabs(std::ldexp(s.mean, exponent)) > 0x1p28) --exponent;
    exponent = std::clamp(exponent, -MOTE_MAX_EXPONENT, MOTE_MAX_EXPONENT);
    // as a float, so that codes are exact in float arithmetic too
    const double centre = std::nearbyint(std::ldexp(s.mean, exponent));
    const auto offset = static_cast<float>(std::clamp(centre, -0x1p28, 0x1p28));
    return {.exponent = static_cast<int8_t>(exponent), .offset = static_cast<int32_t>(offset)};
}

Encoding encoding_for(const Statistics& s, Activation activation) {
    if (activation != Activation::f32) return integer_encoding(s, activation_limit(activation));
    Encoding e;
    e.mean = static_cast<float>(s.mean);
    e.scale = s.deviation > 0 ? static_cast<float>(1.0 / s.deviation) : 0.0f;
    return e;
}

/// True when no axis loses more than about a bit of resolution to a shared encoding.
bool alike(const Statistics& all, const std::vector<Statistics>& axes) {
    const double reach = std::max(all.high - all.mean, all.mean - all.low);
    return std::all_of(axes.begin(), axes.end(), [&](const Statistics& s) {
        return s.deviation * 8 >= reach && s.high <= all.high + reach / 2 && s.low >= all.low - reach / 2;
    });
}

}  // namespace

RowEncoder::RowEncoder(const model::Encoder& encoder, size_t inputs, int limit) : limit_(limit) {
    for (size_t i = 0; i < inputs; ++i) {
        const auto& entry = encoder.entries[encoder.entries.size() > 1 ? i % encoder.shape.axes : 0];
        scale_.push_back(limit > 0 ? std::ldexp(1.0, entry.exponent) : static_cast<double>(entry.scale));
        offset_.push_back(limit > 0 ? entry.offset : static_cast<double>(entry.mean));
    }
}

void RowEncoder::encode(const SampleMatrix& samples, size_t row, std::span<float> out) const {
    const auto encode_from = [&](const auto* in) {
        for (size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<float>(
                code_of(static_cast<double>(in[i]), scale_[i], offset_[i], -limit_ - 1, limit_));
    };
    const auto standardise_from = [&](const auto* in) {
        for (size_t i = 0; i < out.size(); ++i) {
            const float x =
                (static_cast<float>(in[i]) - static_cast<float>(offset_[i])) * static_cast<float>(scale_[i]);
            out[i] = std::fabs(x) < 1e6f ? x : 0.0f;  // one odd sample must not spoil a training
        }
    };
    std::visit(
        [&](const auto& values) {
            const auto* in = values.data() + row * samples.columns();
            limit_ > 0 ? encode_from(in) : standardise_from(in);
        },
        samples.storage());
}

int activation_limit(Activation activation) {
    return activation == Activation::i8 ? 127 : activation == Activation::i16 ? 32767 : 0;
}

model::Encoder choose_encoder(const TrainingRows& rows, Activation activation) {
    model::Encoder encoder;
    encoder.shape = rows.shape;
    encoder.raw_float = !rows.samples->integral();
    auto values = sample_axis(rows, rows.shape.axes);
    const Statistics all = statistics_of(values);
    if (rows.shape.axes == 1) {
        encoder.entries = {encoding_for(all, activation)};
        return encoder;
    }
    std::vector<Statistics> axes;
    for (size_t a = 0; a < rows.shape.axes; ++a) {
        values = sample_axis(rows, a);
        axes.push_back(statistics_of(values));
    }
    if (alike(all, axes)) {
        encoder.entries = {encoding_for(all, activation)};
    } else {
        for (const auto& s : axes) encoder.entries.push_back(encoding_for(s, activation));
    }
    return encoder;
}

}  // namespace mote::train::base
