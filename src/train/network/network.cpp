#include "train/network/network.hpp"

#include <cmath>
#include <limits>

// Comparisons of floats do not trap here, which lets the compiler turn these loops into vectors.
#pragma GCC optimize("no-trapping-math")

namespace mote::train::network {

namespace {

struct Range {
    float low, high;  // sums outside are saturated
};

Range range_of(const LayerPlan& layer, const Grid& grid, size_t i) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    if (grid.empty()) return {layer.relu ? 0.0f : -infinity, infinity};
    const float unit = std::ldexp(1.0f, -grid.layers[i].outputs);
    const auto limit = static_cast<float>(grid.activation_limit);
    return {layer.relu ? 0.0f : (-limit - 1.0f) * unit, (limit + 1.0f) * unit};
}

void activate(const LayerPlan& layer, const Grid& grid, size_t i, std::span<const float> sums,
              std::span<float> out) {
    if (grid.empty()) {
        for (size_t k = 0; k < sums.size(); ++k)
            out[k] = layer.relu && !layer.pool() ? (sums[k] > 0.0f ? sums[k] : 0.0f) : sums[k];
        return;
    }
    const float scale = std::ldexp(1.0f, grid.layers[i].outputs);
    const float unit = 1.0f / scale;
    const auto high = static_cast<float>(grid.activation_limit);
    const float low = layer.relu && !layer.pool() ? 0.0f : -high - 1.0f;
    for (size_t k = 0; k < sums.size(); ++k) {
        float v = std::floor(sums[k] * scale);
        v = v < low ? low : v;
        v = v > high ? high : v;
        out[k] = v * unit;
    }
}

void stop_saturated(Range range, std::span<const float> sums, std::span<float> gradients) {
    for (size_t k = 0; k < sums.size(); ++k)
        gradients[k] = sums[k] > range.low && sums[k] < range.high ? gradients[k] : 0.0f;
}

}  // namespace

Network::Network(Plan plan, bool exact_means) : plan_(std::move(plan)), exact_means_(exact_means) {
    for (const auto& layer : plan_.layers) {
        sums_.emplace_back(layer.out_size() * block);
        outputs_.emplace_back(layer.out_size() * block);
        gradients_.emplace_back(layer.out_size() * block);
    }
}

float Network::pool_factor(size_t i) const {
    const auto& layer = plan_.layers[i];
    return exact_means_ ? 1.0f / static_cast<float>(layer.steps)
                        : std::ldexp(1.0f, -pool_divisor_log2(layer));
}

std::span<float> Network::forward(std::span<const float> parameters, const Grid& grid, const float* inputs) {
    const float* x = inputs;
    for (size_t i = 0; i < plan_.layers.size(); ++i) {
        const auto& layer = plan_.layers[i];
        if (layer.pool()) {
            pool_forward(layer, pool_factor(i), x, sums_[i].data());
        } else {
            network::forward(layer, &parameters[layer.weights], &parameters[layer.biases], x,
                             sums_[i].data());
        }
        if (i + 1 == plan_.layers.size()) break;
        activate(layer, grid, i, sums_[i].all(), outputs_[i].all());
        x = outputs_[i].data();
    }
    return sums_.back().all();
}

void Network::backward(std::span<const float> parameters, const Grid& grid, const float* inputs,
                       std::span<const float> score_gradients, std::span<float> gradients) {
    std::copy(score_gradients.begin(), score_gradients.end(), gradients_.back().data());
    for (size_t i = plan_.layers.size(); i-- > 0;) {
        const auto& layer = plan_.layers[i];
        const float* x = i == 0 ? inputs : outputs_[i - 1].data();
        float* dy = gradients_[i].data();
        if (i + 1 < plan_.layers.size() && !layer.pool())
            stop_saturated(range_of(layer, grid, i), sums_[i].all(), gradients_[i].all());
        if (!layer.pool())
            backward_weights(layer, x, dy, &gradients[layer.weights], &gradients[layer.biases]);
        if (i == 0) break;
        if (layer.pool()) {
            pool_backward(layer, pool_factor(i), x, sums_[i].data(), dy, gradients_[i - 1].data());
        } else {
            backward_inputs(layer, &parameters[layer.weights], dy, gradients_[i - 1].data());
        }
    }
}

}  // namespace mote::train::network
