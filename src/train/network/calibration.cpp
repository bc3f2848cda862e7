#include "train/network/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::network {

namespace {

/// Moves and scales output o so that its sums have mean 0 and deviation `target`.
void normalise_output(const LayerPlan& layer, size_t o, std::span<const float> sums, float target,
                      std::span<float> parameters) {
    double mean = 0, square = 0;
    for (size_t t = 0; t < layer.out_steps; ++t)
        for (size_t r = 0; r < block; ++r) {
            const auto v = static_cast<double>(sums[(t * layer.outputs + o) * block + r]);
            mean += v, square += v * v;
        }
    const auto count = static_cast<double>(layer.out_steps * block);
    mean /= count;
    const double deviation = std::sqrt(std::max(0.0, square / count - mean * mean));
    const auto factor = static_cast<float>(static_cast<double>(target) / std::max(deviation, 0.05));
    for (float& w : parameters.subspan(layer.weights + o * layer.taps(), layer.taps())) w *= factor;
    parameters[layer.biases + o] = -static_cast<float>(mean) * factor;
}

}  // namespace

void initialise(Network& network, std::span<float> parameters, const float* inputs, Rng& rng) {
    const auto& layers = network.plan().layers;
    std::fill(parameters.begin(), parameters.end(), 0.0f);
    for (const auto& layer : layers)
        for (float& w : parameters.subspan(layer.weights, layer.weight_count))
            w = static_cast<float>(rng.normal() * std::sqrt(2.0 / static_cast<double>(layer.taps())));
    for (size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].pool()) continue;
        network.forward(parameters, {}, inputs);
        const bool last = i + 1 == layers.size();
        for (size_t o = 0; o < layers[i].outputs; ++o)
            normalise_output(layers[i], o, network.sums(i), last ? 0.25f : 1.0f, parameters);
    }
    auto& last = layers.back();
    for (float& b : parameters.subspan(last.biases, last.bias_count)) b = 0;
}

std::vector<float> activation_ranges(Network& network, std::span<const float> parameters,
                                     std::span<const float> inputs, double tail) {
    const size_t layers = network.plan().layers.size();
    const size_t block_size = network.plan().inputs * block;
    std::vector<std::vector<float>> seen(layers);
    for (size_t at = 0; at + block_size <= inputs.size(); at += block_size) {
        network.forward(parameters, {}, &inputs[at]);
        for (size_t i = 0; i + 1 < layers; ++i)
            for (float v : network.outputs(i)) seen[i].push_back(std::fabs(v));
    }
    std::vector<float> ranges(layers, 1.0f);
    for (size_t i = 0; i + 1 < layers; ++i) {
        const auto above = static_cast<size_t>(tail * static_cast<double>(seen[i].size()));
        const auto at = seen[i].end() - 1 - static_cast<std::ptrdiff_t>(above);
        std::nth_element(seen[i].begin(), at, seen[i].end());
        ranges[i] = std::max(*at, 1e-6f);
    }
    return ranges;
}

Grid make_grid(const Plan& plan, std::span<const float> parameters, std::span<const float> ranges) {
    Grid grid;
    for (float range : ranges)
        grid.layers.push_back(
            {0, 0, static_cast<int>(std::floor(std::log2(127.5 / static_cast<double>(range))))});
    fit_weights(plan, grid, parameters);
    return grid;
}

void add_half_units(const Plan& plan, const Grid& grid, std::span<float> parameters) {
    for (size_t i = 0; i + 1 < plan.layers.size(); ++i)
        for (float& b : parameters.subspan(plan.layers[i].biases, plan.layers[i].bias_count))
            b += std::ldexp(0.5f, -grid.layers[i].outputs);
}

}  // namespace mote::train::network
