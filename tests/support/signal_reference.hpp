// A signal layer evaluated in the plainest way, in wide numbers, from docs/features.md: what the chip's code must equal.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "core/rng.hpp"
#include "model/model.hpp"
#include "mote_signal.h"

namespace mote::test {

using Series = std::vector<int64_t>;

inline int64_t limited(int64_t value, int64_t most) {
    return std::clamp(value, -most, most);
}

/// 64 log2(value), linear between powers of two, rounded down.
inline int64_t plain_log(int64_t value) {
    if (value <= 0) return 0;
    int64_t exponent = 0;
    while ((value >> (exponent + 1)) > 0) ++exponent;
    const double part = static_cast<double>(value) / std::ldexp(1.0, static_cast<int>(exponent)) - 1;
    return 64 * exponent + static_cast<int64_t>(std::floor(part * 64));
}

/// The values of a source at the steps that count. row[step * axes + axis], encoded.
inline Series source_values(const model::Signal& layer, const model::Signal::Source& source,
                            const std::vector<int>& row, size_t axes) {
    const int64_t most = (1 << layer.width) - 1;
    Series out;
    for (size_t step = 0; step * axes < row.size(); step += size_t{1} << layer.stride_log2) {
        const int* x = row.data() + step * axes + source.axis;
        if (source.axes == 1) {
            out.push_back(limited(*x, most));
            continue;
        }
        int64_t largest = 0, sum = 0;
        for (size_t a = 0; a < source.axes; ++a)
            largest = std::max<int64_t>(largest, std::abs(x[a])), sum += std::abs(x[a]);
        out.push_back(limited(largest + (sum - largest) * 3 / 8, most));
    }
    return out;
}

inline Series filtered(const model::Signal& layer, const model::Signal::Source& source, const Series& in) {
    const int64_t most = (1 << layer.width) - 1;
    if (source.filter == MOTE_FILTER_NONE) return in;
    Series out;
    int64_t state = in[0] * (1 << source.pole);
    for (size_t t = 0; t < in.size(); ++t) {
        if (source.filter == MOTE_FILTER_DIFFERENCE) {
            out.push_back(t == 0 ? 0 : limited(in[t] - in[t - 1], most));
            continue;
        }
        state += in[t] - (state >> source.pole);
        const int64_t smooth = state >> source.pole;
        out.push_back(source.filter == MOTE_FILTER_LOW ? smooth : limited(in[t] - smooth, most));
    }
    return out;
}

/// Sum of squared deviations from the mean rounded down.
inline int64_t plain_variance(const Series& v) {
    int64_t sum = 0, out = 0;
    for (const int64_t x : v) sum += x;
    const auto mean =
        static_cast<int64_t>(std::floor(static_cast<double>(sum) / static_cast<double>(v.size())));
    for (const int64_t x : v) out += (x - mean) * (x - mean);
    return out;
}

inline int64_t plain_slope(const Series& v, size_t lag) {
    int64_t out = 0;
    for (size_t t = lag; t < v.size(); ++t) out += std::abs(v[t] - v[t - lag]);
    return out;
}

inline int64_t plain_band(const Series& v, int cycles) {
    int64_t out = 0;
    for (size_t from = 0; from < v.size(); from += 16) {
        int64_t a = 0, b = 0;
        for (size_t t = from; t < std::min(from + 16, v.size()); ++t) {
            const size_t phase = 2 * static_cast<size_t>(cycles) * (t - from) % 256;
            a += phase < 128 ? v[t] : -v[t];
            b += (phase + 64) % 256 < 128 ? v[t] : -v[t];
        }
        a = std::abs(a), b = std::abs(b);
        out += std::max(a, b) + std::min(a, b) / 2;
    }
    return out;
}

inline int64_t plain_turns(const Series& v) {
    int64_t out = 0, direction = 0;
    for (size_t t = 1; t < v.size(); ++t) {
        const int64_t now = v[t] > v[t - 1] ? 1 : v[t] < v[t - 1] ? -1 : 0;
        if (now == 0) continue;
        out += direction == -now ? 1 : 0;
        direction = now;
    }
    return out;
}

/// A statistic before it is shifted.
inline int64_t plain_statistic(const model::Signal& layer, const model::Signal::Feature& feature,
                               const Series& v, size_t steps) {
    const auto sum_of = [&](auto f) {
        int64_t sum = 0;
        for (size_t t = 0; t < v.size(); ++t) sum += static_cast<int64_t>(f(t));
        return sum;
    };
    const int64_t low = *std::ranges::min_element(v), high = *std::ranges::max_element(v);
    const int64_t variance = plain_log(plain_variance(v)), slope = plain_log(plain_slope(v, 1));
    switch (feature.statistic) {
        case MOTE_STATISTIC_MEAN:
            return sum_of([&](size_t t) { return v[t]; }) >> layer.mean_shift(static_cast<uint32_t>(steps));
        case MOTE_STATISTIC_LOW:
            return low;
        case MOTE_STATISTIC_HIGH:
            return high;
        case MOTE_STATISTIC_RANGE:
            return high - low;
        case MOTE_STATISTIC_ABSOLUTE:
            return plain_log(sum_of([&](size_t t) { return std::abs(v[t]); }));
        case MOTE_STATISTIC_ENERGY:
            return plain_log(sum_of([&](size_t t) { return v[t] * v[t]; }));
        case MOTE_STATISTIC_VARIANCE:
            return variance;
        case MOTE_STATISTIC_SLOPE:
            return slope;
        case MOTE_STATISTIC_STEEPEST: {
            int64_t most = 0;
            for (size_t t = 1; t < v.size(); ++t) most = std::max(most, std::abs(v[t] - v[t - 1]));
            return most;
        }
        case MOTE_STATISTIC_CROSSINGS:
            return sum_of([&](size_t t) { return t > 0 && (v[t] > 0) != (v[t - 1] > 0); });
        case MOTE_STATISTIC_POSITIVE:
            return sum_of([&](size_t t) { return v[t] > 0; });
        case MOTE_STATISTIC_TURNS:
            return plain_turns(v);
        case MOTE_STATISTIC_MOBILITY:
            return 2 * slope - variance;
        case MOTE_STATISTIC_CREST:
            return 2 * plain_log(high - low) - variance;
        case MOTE_STATISTIC_LAG:
            return 2 * plain_log(plain_slope(v, feature.parameter)) - variance;
        default:
            return plain_log(plain_band(v, feature.parameter));
    }
}

/// One number a feature. row[step * axes + axis], encoded.
inline std::vector<int> plain_features(const model::Signal& layer, const std::vector<int>& row, size_t axes) {
    std::vector<int> out;
    for (const auto& source : layer.sources) {
        const Series v = filtered(layer, source, source_values(layer, source, row, axes));
        for (const auto& feature : source.features) {
            const int64_t value = plain_statistic(layer, feature, v, row.size() / axes);
            const double rounded = std::floor(std::ldexp(static_cast<double>(value), -feature.shift) + 0.5);
            out.push_back(static_cast<int>(std::clamp(rounded, -32768.0, 32767.0)));
        }
    }
    return out;
}

inline model::Signal random_signal(Rng& rng, uint32_t steps, uint32_t axes, size_t most_features) {
    model::Signal layer;
    layer.stride_log2 = static_cast<uint8_t>(rng.below(3) == 0 ? rng.below(4) : 0);
    const uint32_t counted = layer.counted(steps);
    layer.width = static_cast<uint8_t>(4 + rng.below(model::widest_signal(counted) - 3));
    const size_t features = 1 + rng.below(static_cast<uint32_t>(most_features));
    while (layer.outputs() < features) {
        auto& source = layer.sources.emplace_back();
        source.axis = static_cast<uint8_t>(rng.below(axes));
        if (rng.below(3) == 0) source.axes = static_cast<uint8_t>(1 + rng.below(axes - source.axis));
        source.filter = static_cast<uint8_t>(rng.below(4));
        if (source.filter == MOTE_FILTER_LOW || source.filter == MOTE_FILTER_HIGH)
            source.pole =
                static_cast<uint8_t>(1 + rng.below(std::min(7u, MOTE_SIGNAL_FILTER_BITS - layer.width)));
        for (uint32_t left = 1 + rng.below(5); left > 0 && layer.outputs() < features; --left) {
            model::Signal::Feature feature;
            feature.statistic = static_cast<uint8_t>(rng.below(MOTE_STATISTIC_COUNT));
            if (rng.below(2) == 0) feature.shift = static_cast<uint8_t>(rng.below(16));
            const bool lag = feature.statistic == MOTE_STATISTIC_LAG;
            if (lag && counted < 2) continue;
            if (lag) feature.parameter = static_cast<uint8_t>(1 + rng.below(std::min(counted - 1, 40u)));
            if (feature.statistic == MOTE_STATISTIC_BAND)
                feature.parameter = static_cast<uint8_t>(1 + rng.below(64));
            source.features.push_back(feature);
        }
        if (source.features.empty()) layer.sources.pop_back();
    }
    return layer;
}

/// The layer under a head that hands every feature over as a score.
inline model::Model signal_model(const model::Signal& layer, uint16_t steps, uint16_t axes) {
    const size_t n = layer.outputs();
    model::Model m;
    m.task = n == 1 ? Task::binary : Task::multiclass;
    m.activation = model::Activation::i16;
    m.scores = static_cast<uint8_t>(n);
    m.encoder.shape = {steps, axes};
    m.encoder.entries.resize(1);
    model::Dense head;
    head.outputs = m.scores;
    head.weights = {model::WeightCode::i8, std::vector<int32_t>(n * n, 0), {}};
    for (size_t i = 0; i < n; ++i) head.weights.q[i * n + i] = 1;
    head.biases = {model::WeightCode::i16, std::vector<int32_t>(n, 0), {}};
    m.layers.push_back(layer);
    m.layers.push_back(std::move(head));
    return m;
}

}  // namespace mote::test
