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

Grid make_grid(const Network& network) {
    Grid grid;
    const auto& p = network.parameters;
    std::vector<float> output_weights;
    for (const auto& neuron : network.neurons) {
        const std::vector<float> weights(p.begin() + static_cast<std::ptrdiff_t>(neuron.first),
                                         p.begin() + static_cast<std::ptrdiff_t>(neuron.bias()));
        grid.shifts.push_back(best_exponent(weights, weight_bits, 0, 15));
        for (size_t k = 0; k < network.outputs; ++k) output_weights.push_back(p[neuron.output_weight(k)]);
    }
    for (const auto& d : network.direct) output_weights.push_back(p[d.parameter]);
    grid.output_exponent = best_exponent(output_weights, output_bits, -20, 20);
    return grid;
}

namespace {

class Rounder {
  public:
    Rounder(const Grid& grid, const Network& network, const Sources& sources, std::vector<float>& out)
        : grid_(grid),
          network_(network),
          sources_(sources),
          out_(out),
          output_weights_(steps_of(grid.output_exponent, output_bits)) {}

    void neuron(size_t j) {
        const auto& neuron = network_.neurons[j];
        const Steps weights = steps_of(grid_.shifts[j], weight_bits);
        for (size_t i = 0; i < neuron.connections.size(); ++i) round(neuron.first + i, weights);
        const double mean = mean_of(neuron), step = 1 << bias_shift;
        const double codes = static_cast<double>(out_[neuron.bias()]) * one - mean;
        out_[neuron.bias()] = static_cast<float>((limited(std::nearbyint(codes / step)) * step + mean) / one);
        for (size_t k = 0; k < network_.outputs; ++k) round(neuron.output_weight(k), output_weights_);
    }

    void scores(Task task) {
        const double unit = std::ldexp(1.0, -grid_.output_exponent - unit_exponent);
        std::vector<double> means(network_.outputs);
        for (const auto& d : network_.direct) {
            round(d.parameter, output_weights_);
            if (d.source < network_.features)
                means[d.output] +=
                    static_cast<double>(out_[d.parameter]) * sources_.means[d.source] / one / unit;
        }
        const auto bias = [&](size_t k) { return static_cast<double>(out_[k]) / unit - means[k]; };
        double common = 0;
        for (size_t k = 0; k < means.size() && means.size() > 1; ++k)
            common += bias(k) / static_cast<double>(means.size());
        for (size_t k = 0; k < means.size(); ++k) {
            // that of a regression is part of the model's score offset
            const double rounded = task == Task::regression
                                       ? std::nearbyint(bias(k))
                                       : one * limited(std::nearbyint((bias(k) - common) / one));
            out_[k] = static_cast<float>((rounded + means[k]) * unit);
        }
    }

  private:
    static constexpr double one = 1 << unit_exponent;
    struct Steps {
        float up, down, limit;
    };
    static Steps steps_of(int exponent, int bits) {
        return {std::ldexp(1.0f, exponent), std::ldexp(1.0f, -exponent),
                static_cast<float>((1 << (bits - 1)) - 1)};
    }
    void round(size_t i, const Steps& to) {
        out_[i] = std::clamp(std::nearbyint(out_[i] * to.up), -to.limit, to.limit) * to.down;
    }
    static double limited(double v) { return std::clamp(v, -32768.0, 32767.0); }

    /// What the means of the sources make of a neuron's sum, in codes.
    double mean_of(const Neuron& neuron) const {
        double mean = 0;
        for (size_t i = 0; i < neuron.connections.size(); ++i)
            if (neuron.connections[i] < network_.features)
                mean += static_cast<double>(out_[neuron.first + i]) * sources_.means[neuron.connections[i]];
        return mean;
    }

    const Grid& grid_;
    const Network& network_;
    const Sources& sources_;
    std::vector<float>& out_;
    Steps output_weights_;
};

}  // namespace

void round_to(const Grid& grid, const Network& network, const Sources& sources, Task task,
              std::vector<float>& out) {
    out = network.parameters;
    Rounder rounder(grid, network, sources, out);
    for (size_t j = 0; j < network.neurons.size(); ++j) rounder.neuron(j);
    rounder.scores(task);
}

}  // namespace mote::train::grown
