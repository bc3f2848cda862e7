#include "train/grown/grid.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::grown {

namespace {

/// Between the exponent at which the largest value just fits and three more, which clip it.
int best_exponent(const std::vector<float>& values, int bits, int low, int high) {
    float largest = 0;
    for (float v : values) largest = std::max(largest, std::fabs(v));
    if (!(largest > 0)) return low;
    const auto limit = static_cast<float>((1 << (bits - 1)) - 1);
    const int fits = static_cast<int>(std::floor(std::log2(limit / largest)));
    double best = HUGE_VAL;
    int chosen = fits;
    for (int e = fits; e <= fits + 2; ++e) {
        double error = 0;
        for (float v : values) {
            const double d =
                std::ldexp(static_cast<double>(on_grid(v, e, bits)), -e) - static_cast<double>(v);
            error += d * d;
        }
        if (error < best) best = error, chosen = e;
    }
    return std::clamp(chosen, low, high);
}

}  // namespace

int32_t on_grid(float value, int exponent, int bits) {
    const auto limit = static_cast<double>((1 << (bits - 1)) - 1);
    const double scaled = std::nearbyint(std::ldexp(static_cast<double>(value), exponent));
    return static_cast<int32_t>(std::clamp(scaled, -limit, limit));
}

Grid make_grid(const Network& network, const Widths& widths) {
    Grid grid{widths, {}, 0};
    const auto& p = network.parameters;
    std::vector<float> readouts;
    for (const auto& neuron : network.neurons) {
        const std::vector<float> weights(p.begin() + static_cast<std::ptrdiff_t>(neuron.first),
                                         p.begin() + static_cast<std::ptrdiff_t>(neuron.bias()));
        grid.shifts.push_back(best_exponent(weights, widths.weight, 0, 15));
        for (size_t k = 0; k < network.outputs; ++k) readouts.push_back(p[neuron.readout(k)]);
    }
    for (const auto& d : network.direct) readouts.push_back(p[d.parameter]);
    grid.readout_exponent = best_exponent(readouts, widths.readout, -20, 20);
    return grid;
}

void round_to(const Grid& grid, const Network& network, std::vector<float>& out) {
    out = network.parameters;
    const auto round = [&](size_t i, int exponent, int bits) {
        const float unit = std::ldexp(1.0f, -exponent);
        const auto limit = static_cast<float>((1 << (bits - 1)) - 1);
        out[i] = std::clamp(std::nearbyint(out[i] / unit), -limit, limit) * unit;
    };
    for (size_t j = 0; j < network.neurons.size(); ++j) {
        const auto& neuron = network.neurons[j];
        for (size_t i = 0; i < neuron.links.size(); ++i)
            round(neuron.first + i, grid.shifts[j], grid.widths.weight);
        round(neuron.bias(), unit_exponent - grid.widths.bias_shift, 16);
        for (size_t k = 0; k < network.outputs; ++k)
            round(neuron.readout(k), grid.readout_exponent, grid.widths.readout);
    }
    for (const auto& d : network.direct) round(d.parameter, grid.readout_exponent, grid.widths.readout);
}

}  // namespace mote::train::grown
