#include "train/network/grid.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::network {

namespace {

float saturated(float value, float scale, float limit) {
    return std::clamp(std::nearbyint(value * scale), -limit, limit);
}

template <class F>
void for_each_number(const Plan& plan, const Grid& grid, F&& visit) {
    for (size_t i = 0; i < plan.layers.size(); ++i) {
        const auto& layer = plan.layers[i];
        visit(layer.weights, layer.weight_count, grid.layers[i].weights, model::weight_limit(layer.code));
        visit(layer.biases, layer.bias_count, grid.layers[i].biases, 127);
    }
}

double rounding_error(std::span<const float> values, int32_t limit, int exponent) {
    const float scale = std::ldexp(1.0f, exponent);
    const float unit = std::ldexp(1.0f, -exponent);
    double error = 0;
    for (float v : values) {
        const double e = static_cast<double>(saturated(v, scale, static_cast<float>(limit)) * unit - v);
        error += e * e;
    }
    return error;
}

}  // namespace

std::vector<int32_t> to_integers(const Plan& plan, const Grid& grid, std::span<const float> parameters) {
    std::vector<int32_t> out(parameters.size());
    for_each_number(plan, grid, [&](size_t from, size_t count, int exponent, int32_t limit) {
        const float scale = std::ldexp(1.0f, exponent);
        for (size_t i = from; i < from + count; ++i)
            out[i] = static_cast<int32_t>(saturated(parameters[i], scale, static_cast<float>(limit)));
    });
    return out;
}

void round_to_grid(const Plan& plan, const Grid& grid, std::span<const float> parameters,
                   std::span<float> rounded) {
    for_each_number(plan, grid, [&](size_t from, size_t count, int exponent, int32_t limit) {
        const float scale = std::ldexp(1.0f, exponent);
        const float unit = std::ldexp(1.0f, -exponent);
        const auto top = static_cast<float>(limit);
        for (size_t i = from; i < from + count; ++i) rounded[i] = saturated(parameters[i], scale, top) * unit;
    });
}

int best_exponent(std::span<const float> values, int32_t limit, int lowest, int highest) {
    float largest = 0;
    for (float v : values) largest = std::max(largest, std::fabs(v));
    if (!(largest > 0)) return std::clamp(7, lowest, highest);
    // the finest exponent that saturates nothing, and finer ones while they pay
    int fits = static_cast<int>(std::floor(std::log2((static_cast<float>(limit) + 0.5f) / largest)));
    fits = std::clamp(fits, lowest, highest);
    int best = fits;
    double least = rounding_error(values, limit, fits);
    for (int e = fits + 1; e <= std::min(fits + 3, highest); ++e) {
        const double error = rounding_error(values, limit, e);
        if (error < least) least = error, best = e;
    }
    return best;
}

void fit_weights(const Plan& plan, Grid& grid, std::span<const float> parameters) {
    int in = grid.inputs;
    for (size_t i = 0; i < plan.layers.size(); ++i) {
        const auto& layer = plan.layers[i];
        auto& exponents = grid.layers[i];
        if (layer.pool()) {
            const int finest = layer.kind == Kind::max_pool ? in : in + pool_divisor_log2(layer);
            exponents.outputs = layer.kind == Kind::max_pool ? in : std::min(exponents.outputs, finest);
        } else {
            exponents.weights = best_exponent(parameters.subspan(layer.weights, layer.weight_count),
                                              model::weight_limit(layer.code));
            const int sums = exponents.weights + in;
            // shifts of at most 16 keep every sum below 2^24, where floats are exact
            exponents.biases =
                best_exponent(parameters.subspan(layer.biases, layer.bias_count), 127, sums - 16, sums);
            exponents.outputs = std::clamp(exponents.outputs, sums - 31, sums);
        }
        in = exponents.outputs;
    }
}

int pool_divisor_log2(const LayerPlan& layer) {
    return static_cast<int>(std::lround(std::log2(static_cast<double>(layer.steps))));
}

}  // namespace mote::train::network
