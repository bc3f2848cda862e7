// Networks of conv, pool and dense layers with random structure, widths, numbers and encoders.
#pragma once

#include <ostream>

#include "sample_models.hpp"

namespace mote::testing {

struct NetworkKind {
    std::string name;
    model::Activation activation = model::Activation::i8;
    model::WeightCode weights = model::WeightCode::i8;
    int32_t limit = 127;  ///< of the weights
    bool raw_float = false;
};

inline void PrintTo(const NetworkKind& kind, std::ostream* out) {
    *out << kind.name;
}

inline int32_t between(Rng& rng, int32_t low, int32_t high) {
    return low + static_cast<int32_t>(rng.below(static_cast<uint32_t>(high - low + 1)));
}

/// Shifts such that small weights do not vanish.
inline model::Requantisation random_requantisation(Rng& rng, const NetworkKind& kind, bool last) {
    const bool wide = kind.activation == model::Activation::i16;
    const int32_t most = kind.limit < 10 ? 4 : wide ? 12 : 10;
    return {static_cast<uint8_t>(last ? 0 : between(rng, wide && most > 4 ? 2 : 0, most)),
            static_cast<uint8_t>(between(rng, 0, wide ? 6 : 7)), rng.below(2) == 0 && !last};
}

inline model::Encoder random_encoder(Rng& rng, const NetworkKind& kind, SeriesShape shape) {
    model::Encoder encoder;
    encoder.shape = shape;
    encoder.raw_float = kind.raw_float;
    const bool wide = kind.activation == model::Activation::i16;
    const auto entry = [&](bool with_offset) {
        return model::Encoding{static_cast<int8_t>(between(rng, wide ? -2 : -9, wide ? 3 : 1)),
                               with_offset ? between(rng, -60, 60) : 0, 0, 1};
    };
    if (shape.axes > 2 && rng.below(3) == 0) {
        for (uint16_t axis = 0; axis < shape.axes; ++axis)
            if (rng.below(2) == 0 || axis == 1) encoder.used.push_back(axis);
        for (size_t i = 0; i < encoder.used.size(); ++i) encoder.entries.push_back(entry(false));
        return encoder;
    }
    const size_t entries = rng.below(2) == 0 ? 1 : shape.axes;
    for (size_t i = 0; i < entries; ++i) encoder.entries.push_back(entry(rng.below(2) == 0));
    return encoder;
}

inline model::Conv random_conv(Rng& rng, const NetworkKind& kind, model::LayerShape in) {
    model::Conv conv;
    conv.kernel = static_cast<uint8_t>(between(rng, 1, std::min<int32_t>(7, static_cast<int32_t>(in.steps))));
    conv.stride = static_cast<uint8_t>(between(rng, 1, conv.kernel));
    conv.outputs = static_cast<uint8_t>(between(rng, 1, 9));
    conv.requantisation = random_requantisation(rng, kind, false);
    const size_t taps = size_t{conv.kernel} * in.channels;
    conv.weights = random_numbers(rng, kind.weights, conv.outputs * taps, kind.limit);
    conv.biases = random_numbers(rng, bias_code(kind.activation), conv.outputs, between(rng, 0, 100));
    return conv;
}

inline model::Dense random_dense(Rng& rng, const NetworkKind& kind, model::LayerShape in, uint8_t outputs,
                                 bool last) {
    return {outputs, random_requantisation(rng, kind, last),
            random_numbers(rng, kind.weights, size_t{in.steps} * in.channels * outputs, kind.limit),
            random_numbers(rng, bias_code(kind.activation), outputs, between(rng, 0, 100))};
}

/// Some of: convolutions, a pool, a hidden dense layer; then the scores.
inline model::Model random_network(Rng& rng, const NetworkKind& kind) {
    model::Model m;
    m.task = static_cast<Task>(rng.below(3));
    m.activation = kind.activation;
    m.scores = m.task == Task::multiclass ? static_cast<uint8_t>(between(rng, 2, 6)) : uint8_t{1};
    m.score_exponent = static_cast<int8_t>(between(rng, -14, -4));
    m.score_offset = m.task == Task::regression ? between(rng, -50000, 50000) : 0;
    const bool series = rng.below(3) != 0;
    m.encoder = random_encoder(rng, kind,
                               series ? SeriesShape{static_cast<uint16_t>(between(rng, 8, 40)),
                                                    static_cast<uint16_t>(between(rng, 1, 4))}
                                      : SeriesShape{1, static_cast<uint16_t>(between(rng, 1, 40))});
    const auto shape = [&] { return model::layer_shapes(m).back(); };
    for (uint32_t i = rng.below(3); series && i > 0; --i)
        m.layers.emplace_back(random_conv(rng, kind, shape()));
    if (series && rng.below(2) == 0)
        m.layers.emplace_back(model::Pool{rng.below(2) == 0, static_cast<uint8_t>(rng.below(5))});
    if (rng.below(2) == 0)
        m.layers.emplace_back(
            random_dense(rng, kind, shape(), static_cast<uint8_t>(between(rng, 1, 9)), false));
    m.layers.emplace_back(random_dense(rng, kind, shape(), m.scores, true));
    return m;
}

/// Dense layers alone, with ReLU between them; sums of 16, 24 or 32 bits by turns.
inline model::Model random_dense_chain(uint64_t seed, model::WeightCode code) {
    Rng rng(seed);
    const NetworkKind kind{"chain", model::Activation::i8, code, model::weight_limit(code)};
    model::Model m;
    m.task = seed % 3 == 0 ? Task::binary : Task::multiclass;
    m.scores = m.task == Task::binary ? uint8_t{1} : static_cast<uint8_t>(between(rng, 2, 7));
    m.score_exponent = -8;
    m.encoder = random_encoder(rng, kind, {1, static_cast<uint16_t>(between(rng, 1, 40))});
    const int bias_shift = seed % 4 == 0 ? 18 : seed % 4 == 1 ? 9 : 0;
    for (int left = between(rng, m.scores == 1 ? 2 : 1, 3); left >= 0; --left) {
        const uint8_t outputs = left == 0 ? m.scores : static_cast<uint8_t>(between(rng, 1, 9));
        auto dense = random_dense(rng, kind, model::layer_shapes(m).back(), outputs, left == 0);
        dense.requantisation.relu = left > 0;
        dense.requantisation.bias_shift = static_cast<uint8_t>(bias_shift);
        if (left > 0)
            dense.requantisation.shift = static_cast<uint8_t>(bias_shift / 2 + 2 + between(rng, 0, 4));
        m.layers.emplace_back(dense);
    }
    return m;
}

inline std::vector<NetworkKind> network_kinds() {
    using enum model::Activation;
    using W = model::WeightCode;
    return {{"i8", i8, W::i8, 127},
            {"i8_small", i8, W::i8, 9},
            {"i4", i8, W::i4, 7},
            {"ternary", i8, W::ternary, 1},
            {"i16", i16, W::i16, 3000},
            {"i16_of_i8", i16, W::i8, 127},
            {"i16_of_i4", i16, W::i4, 7},
            {"i16_of_ternary", i16, W::ternary, 1},
            {"i8_float", i8, W::i8, 127, true},
            {"i16_float", i16, W::i16, 3000, true}};
}

inline model::Package package_of(const model::Model& model, const std::string& name) {
    model::Package p;
    p.binary = model::to_binary(model).value();
    p.name = name;
    p.task = model.task;
    p.target = "target";
    p.shape = model.encoder.shape;
    for (int i = 0; i < p.shape.steps * p.shape.axes; ++i) p.columns.push_back(fmt::format("t{}", i));
    const int classes = model.task == Task::regression ? 0 : model.task == Task::binary ? 2 : model.scores;
    for (int i = 0; i < classes; ++i) p.classes.push_back(fmt::format("class {}", i));
    return p;
}

/// Extremes, alternations, and noise of several sizes.
inline std::vector<std::vector<float>> telling_rows(Rng& rng, size_t inputs, size_t noisy) {
    std::vector<std::vector<float>> rows;
    for (const auto& [even, odd] :
         {std::pair{32767.f, 32767.f}, {-32768.f, -32768.f}, {32767.f, -32768.f}, {0.f, 0.f}}) {
        rows.emplace_back();
        for (size_t i = 0; i < inputs; ++i) rows.back().push_back(i % 2 == 0 ? even : odd);
    }
    for (size_t r = 0; r < noisy; ++r) {
        rows.emplace_back();
        const double scale = r % 3 == 0 ? 8 : r % 3 == 1 ? 200 : 15000;
        for (size_t i = 0; i < inputs; ++i)
            rows.back().push_back(
                static_cast<float>(std::clamp(std::floor(rng.normal() * scale), -32768.0, 32767.0)));
    }
    return rows;
}

}  // namespace mote::testing
