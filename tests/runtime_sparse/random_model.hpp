// Random but valid sparse models, and a plain evaluation of them.
#pragma once

#include "support/random_model.hpp"

namespace mote::test::grown {

inline std::vector<model::Sparse::Link> random_links(Rng& rng, const model::Sparse& sparse, size_t most,
                                                     size_t channels, size_t sources, bool runs) {
    std::vector<model::Sparse::Link> links;
    for (size_t i = 0; i < most; ++i) {
        model::Sparse::Link link;
        link.source = static_cast<uint16_t>(rng.below(static_cast<uint32_t>(sources)));
        link.weight = random_in(rng, -128, 127);
        const auto run = static_cast<uint8_t>(rng.below(4));
        if (runs && link.source + ((1u << run) - 1u) * sparse.stride < channels) link.run = run;
        links.push_back(link);
    }
    std::ranges::sort(links, {}, [](const auto& l) { return l.source; });
    const auto alike = [](const auto& a, const auto& b) { return a.source == b.source; };
    links.erase(std::unique(links.begin(), links.end(), alike), links.end());
    return links;
}

inline model::Sparse random_sparse(Rng& rng, size_t channels, uint8_t outputs) {
    model::Sparse sparse;
    sparse.outputs = outputs;
    sparse.bias_shift = static_cast<uint8_t>(rng.below(8));
    const bool runs = rng.below(2) == 0;
    if (runs) sparse.stride = static_cast<uint8_t>(random_in(rng, 1, 3));
    if (rng.below(3) != 0)
        for (size_t k = 0; k < outputs; ++k) sparse.biases.push_back(random_in(rng, -32768, 32767));
    for (uint32_t left = rng.below(12); left > 0; --left) {
        model::Sparse::Neuron neuron;
        neuron.response = static_cast<model::Sparse::Response>(rng.below(4));
        neuron.shift = static_cast<uint8_t>(rng.below(16));
        neuron.bias = rng.below(5) == 0 ? random_in(rng, -32768, 32767) : random_in(rng, -60, 60);
        neuron.links =
            random_links(rng, sparse, 1 + rng.below(8), channels, channels + sparse.neurons.size(), runs);
        for (size_t k = 0; k < outputs; ++k)
            neuron.readouts.push_back(rng.below(3) == 0 ? 0 : random_in(rng, -128, 127));
        sparse.neurons.push_back(std::move(neuron));
    }
    for (size_t k = 0; k < outputs; ++k)
        sparse.direct.push_back(
            random_links(rng, sparse, rng.below(6), channels, channels + sparse.neurons.size(), runs));
    // the writer takes a stride only with runs
    const auto has_run = [](const auto& links) {
        return std::ranges::any_of(links, [](const auto& l) { return l.run != 0; });
    };
    if (std::ranges::none_of(sparse.neurons, [&](const auto& n) { return has_run(n.links); }) &&
        std::ranges::none_of(sparse.direct, has_run))
        sparse.stride = 1;
    return sparse;
}

inline model::Model random_model(uint64_t seed) {
    Rng rng(seed);
    auto m = random_frame(rng, model::Activation::i16, 60);
    m.layers.emplace_back(random_sparse(rng, channels_of(m), m.scores));
    return m;
}

inline int64_t sum_plainly(const std::vector<model::Sparse::Link>& links, const std::vector<int64_t>& values,
                           size_t stride) {
    int64_t sum = 0;
    for (const auto& link : links) {
        int64_t value = 0;
        for (size_t i = 0; i < size_t{1} << link.run; ++i) value += values[link.source + i * stride];
        sum += link.weight * static_cast<int64_t>(std::floor(static_cast<double>(value) / (1 << link.run)));
    }
    return sum;
}

inline int64_t respond_plainly(model::Sparse::Response response, int64_t z) {
    using R = model::Sparse::Response;
    if (response == R::clip) return std::clamp<int64_t>(z, -128, 127);
    if (response == R::relu) return std::clamp<int64_t>(z, 0, 32767);
    if (response == R::abs) return std::min<int64_t>(std::abs(z), 32767);
    return std::min<int64_t>(z * z / 64, 32767);
}

/// By the formulas of docs/model-format.md, without their bit widths.
inline std::vector<int64_t> scores_plainly(const model::Model& m, std::span<const float> row) {
    const auto& sparse = std::get<model::Sparse>(m.layers.back());
    auto values = encode_plainly(m, row);
    std::vector<int64_t> scores(sparse.outputs);
    for (size_t k = 0; k < scores.size(); ++k)
        if (!sparse.biases.empty()) scores[k] = int64_t{64} * sparse.biases[k];
    for (const auto& neuron : sparse.neurons) {
        const int64_t sum = sum_plainly(neuron.links, values, sparse.stride);
        const auto scaled =
            static_cast<int64_t>(std::floor(std::ldexp(static_cast<double>(sum), -neuron.shift)));
        values.push_back(
            respond_plainly(neuron.response, scaled + neuron.bias * (int64_t{1} << sparse.bias_shift)));
        for (size_t k = 0; k < scores.size(); ++k) scores[k] += neuron.readouts[k] * values.back();
    }
    for (size_t k = 0; k < scores.size(); ++k)
        scores[k] += sum_plainly(sparse.direct[k], values, sparse.stride);
    return scores;
}

}  // namespace mote::test::grown
