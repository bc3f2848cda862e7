#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "codegen/layers/trees.hpp"

namespace mote::codegen {

namespace {

struct Limits {
    int64_t low, high;
};

const model::Encoding& entry_of(const model::Encoder& encoder, size_t channel) {
    return encoder.entries[encoder.entries.size() == 1 ? 0 : channel];
}

/// x > result exactly where the encoded x is above t; none where no int16 says "always".
std::optional<int32_t> threshold_of_int16(const model::Encoding& entry, int32_t t, Limits limits) {
    if (t >= limits.high) return 32767;
    if (t < limits.low) return std::nullopt;
    int32_t low = -32768, high = 32768;
    while (low < high) {
        const int32_t middle = (low + high) >> 1;
        if (encoded(entry, static_cast<int16_t>(middle)) > t) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    if (low == -32768) return std::nullopt;
    return low - 1;
}

/// The upper `bytes` of a float as an integer in the order of the floats.
std::optional<int32_t> key_of(float x, unsigned bytes) {
    const auto bits = std::bit_cast<uint32_t>(std::fabs(x));
    const unsigned dropped = 32 - 8 * bytes;
    if ((bits & ((1u << dropped) - 1u)) != 0) return std::nullopt;
    const auto key = static_cast<int32_t>(bits >> dropped);
    return x < 0 ? -key : key;
}

/// The encoded x is above t from x = (2 n - 1) * 2^(-exponent - 1) on, where n = t + 1 + offset.
std::optional<int32_t> threshold_of_float(const model::Encoding& entry, int32_t t, Limits limits,
                                          unsigned bytes) {
    const int32_t most = (1 << (8 * bytes - 1)) - 1;
    if (t >= limits.high) return most;
    if (t < limits.low) return -most - 1;
    const int64_t n = int64_t{t} + 1 + entry.offset;
    if (std::abs(n) > 1 << 20) return std::nullopt;
    const auto from = static_cast<float>(std::ldexp(static_cast<double>(2 * n - 1), -entry.exponent - 1));
    const auto key = key_of(from, bytes);
    if (!key) return std::nullopt;
    return *key - 1;
}

template <class Convert>
bool convert(const model::Trees& trees, ForestThresholds& out, const Convert& one) {
    out.of_feature.clear();
    for (size_t f = 0; f < trees.thresholds.size(); ++f) {
        auto& of_feature = out.of_feature.emplace_back();
        for (const int32_t t : trees.thresholds[f]) {
            const std::optional<int32_t> threshold = one(f, t);
            if (!threshold) return false;
            of_feature.push_back(*threshold);
        }
    }
    return true;
}

bool is_raw(const model::Trees& trees, const model::Encoder& encoder, Limits limits, ForestThresholds& out) {
    if (trees.linear || !trees.pairs.empty() || encoder.shape.steps != 1 || !encoder.fills.empty())
        return false;
    if (!encoder.raw_float) {
        out.input = ForestInput::raw_i16;
        out.bytes = 2;
        return convert(trees, out, [&](size_t f, int32_t t) {
            return threshold_of_int16(entry_of(encoder, f), t, limits);
        });
    }
    out.input = ForestInput::raw_f32;
    for (out.bytes = 2; out.bytes <= 3; ++out.bytes)
        if (convert(trees, out, [&](size_t f, int32_t t) {
                return threshold_of_float(entry_of(encoder, f), t, limits, out.bytes);
            }))
            return true;
    return false;
}

}  // namespace

ForestThresholds forest_thresholds(const model::Trees& trees, const model::Encoder& encoder,
                                   model::Activation activation) {
    const bool wide = activation == model::Activation::i16;
    const Limits limits = wide ? Limits{-32768, 32767} : Limits{-128, 127};
    ForestThresholds out;
    if (is_raw(trees, encoder, limits, out)) {
        for (const auto& of_feature : out.of_feature)
            out.negative = out.negative || std::ranges::any_of(of_feature, [](int32_t t) { return t < 0; });
        return out;
    }
    return encoded_thresholds(trees, activation);
}

ForestThresholds encoded_thresholds(const model::Trees& trees, model::Activation activation) {
    const bool wide = activation == model::Activation::i16;
    ForestThresholds out;
    out.of_feature = trees.thresholds;
    const bool narrow =
        !wide && trees.pairs.empty() && std::ranges::none_of(trees.thresholds, [&](const auto& of_feature) {
            return std::ranges::any_of(of_feature, [](int32_t t) { return t < -128; });
        });
    out.bytes = narrow ? 1 : 2;
    if (narrow)
        for (auto& of_feature : out.of_feature)
            for (auto& t : of_feature) t = std::min<int32_t>(t, 127);
    return out;
}

bool forest_encodes(const model::Encoder& encoder) {
    return encoder.shape.steps == 1 && encoder.shape.axes < 256 && encoder.fills.empty() &&
           std::ranges::all_of(encoder.entries, [](const auto& entry) { return entry.offset == 0; });
}

bool forest_takes_rows(const model::Model& model) {
    const auto* trees = std::get_if<model::Trees>(&model.layers[0]);
    if (trees == nullptr) return false;
    return forest_encodes(model.encoder) ||
           forest_thresholds(*trees, model.encoder, model.activation).input != ForestInput::encoded;
}

}  // namespace mote::codegen
