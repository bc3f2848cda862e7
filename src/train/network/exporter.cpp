#include "train/network/exporter.hpp"

#include <algorithm>
#include <cmath>

#include "train/network/reader.hpp"

namespace mote::train::network {

namespace {

using model::Activation;
using model::WeightCode;

/// Dense weights in the runtime's order [step][output][channel].
template <class T>
std::vector<T> dense_order(const LayerPlan& layer, std::span<const T> weights) {
    std::vector<T> out;
    out.reserve(weights.size());
    for (size_t t = 0; t < layer.steps; ++t)
        for (size_t o = 0; o < layer.outputs; ++o)
            for (size_t c = 0; c < layer.channels; ++c)
                out.push_back(weights[o * layer.taps() + t * layer.channels + c]);
    return out;
}

template <class T>
std::vector<T> ordered_weights(const LayerPlan& layer, std::span<const T> numbers) {
    const auto weights = numbers.subspan(layer.weights, layer.weight_count);
    return layer.dense ? dense_order(layer, weights) : std::vector<T>(weights.begin(), weights.end());
}

template <class T>
std::vector<T> bias_numbers(const LayerPlan& layer, std::span<const T> numbers) {
    const auto biases = numbers.subspan(layer.biases, layer.bias_count);
    return {biases.begin(), biases.end()};
}

model::Layer make_layer(const LayerPlan& layer, model::Requantisation requantisation, model::Numbers weights,
                        model::Numbers biases) {
    const auto outputs = static_cast<uint8_t>(layer.outputs);
    if (layer.dense) return model::Dense{outputs, requantisation, std::move(weights), std::move(biases)};
    return model::Conv{outputs,
                       static_cast<uint8_t>(layer.kernel),
                       static_cast<uint8_t>(layer.stride),
                       requantisation,
                       std::move(weights),
                       std::move(biases)};
}

model::Layer make_pool(const LayerPlan& layer, int in, int out) {
    if (layer.kind == Kind::max_pool) return model::Pool{true, 0};
    return model::Pool{false, static_cast<uint8_t>(in + pool_divisor_log2(layer) - out)};
}

model::Model empty_model(const base::Frame& frame, const model::Encoder& encoder, Activation activation) {
    auto m = base::empty_model(frame, activation);
    m.encoder = encoder;
    return m;
}

}  // namespace

model::Model export_integers(const Plan& plan, const model::Encoder& encoder, const Grid& grid,
                             std::span<const float> parameters, const base::Frame& frame) {
    auto m = empty_model(frame, encoder, Activation::i8);
    const auto integers = to_integers(plan, grid, parameters);
    const std::span<const int32_t> numbers(integers);
    int in = grid.inputs;
    for (size_t i = 0; i < plan.layers.size(); ++i) {
        const auto& layer = plan.layers[i];
        const auto& exponents = grid.layers[i];
        const bool last = i + 1 == plan.layers.size();
        if (layer.pool()) {
            m.layers.push_back(make_pool(layer, in, exponents.outputs));
        } else {
            const int sums = exponents.weights + in;
            const model::Requantisation requantisation{
                static_cast<uint8_t>(last ? 0 : sums - exponents.outputs),
                static_cast<uint8_t>(sums - exponents.biases), layer.relu};
            m.layers.push_back(make_layer(layer, requantisation,
                                          {layer.code, ordered_weights(layer, numbers), {}},
                                          {WeightCode::i8, bias_numbers(layer, numbers), {}}));
            if (last) base::set_score_scale(m, -sums, frame.scale);
        }
        in = exponents.outputs;
    }
    return m;
}

namespace {

/// Finest exponent at which a number of this size fits +-limit.
int fitting_exponent(float largest, double limit) {
    if (!(largest > 0)) return 0;
    return static_cast<int>(std::floor(std::log2(limit / static_cast<double>(largest))));
}

float largest_of(std::span<const float> values) {
    float largest = 0;
    for (float v : values) largest = std::max(largest, std::fabs(v));
    return largest;
}

/// Exponent of int16 weights: they fit, and no sum of products >> 8 with full inputs leaves 30 bits.
int int16_weight_exponent(const LayerPlan& layer, std::span<const float> parameters) {
    const auto weights = parameters.subspan(layer.weights, layer.weight_count);
    float largest_sum = 0;
    for (size_t o = 0; o < layer.outputs; ++o) {
        float total = 0;
        for (float w : weights.subspan(o * layer.taps(), layer.taps())) total += std::fabs(w);
        largest_sum = std::max(largest_sum, total);
    }
    return std::min(fitting_exponent(largest_of(weights), 32767.0),
                    fitting_exponent(largest_sum, 0x1p30 / 128));
}

std::vector<int32_t> rounded(std::span<const float> values, int exponent, float add = 0) {
    std::vector<int32_t> out;
    for (float v : values) {
        const float q = std::nearbyint(std::ldexp(v + add, exponent));
        out.push_back(static_cast<int32_t>(std::clamp(q, -32767.0f, 32767.0f)));
    }
    return out;
}

}  // namespace

model::Model export_int16(const Plan& plan, const model::Encoder& encoder, std::span<const float> largest,
                          std::span<const float> parameters, const base::Frame& frame) {
    auto m = empty_model(frame, encoder, Activation::i16);
    int in = input_exponent(Activation::i16);
    for (size_t i = 0; i < plan.layers.size(); ++i) {
        const auto& layer = plan.layers[i];
        const bool last = i + 1 == plan.layers.size();
        int out = fitting_exponent(largest[i] * 1.5f, 32767.0);
        if (layer.pool()) {
            out = layer.kind == Kind::max_pool ? in : std::min(out, in + pool_divisor_log2(layer));
            m.layers.push_back(make_pool(layer, in, out));
            in = out;
            continue;
        }
        const int weight_exponent = int16_weight_exponent(layer, parameters);
        const int sums = weight_exponent + in - 8;
        out = std::clamp(out, sums - 31, sums);
        // each product is rounded down, and so is the activation: half a unit more on the mean
        const float lost =
            std::ldexp(static_cast<float>(layer.taps()) / 2, -sums) + (last ? 0.0f : std::ldexp(0.5f, -out));
        const auto biases = bias_numbers(layer, parameters);
        const int bias_exponent =
            std::clamp(fitting_exponent(largest_of(biases) + lost, 32767.0), sums - 24, sums);
        const model::Requantisation requantisation{static_cast<uint8_t>(last ? 0 : sums - out),
                                                   static_cast<uint8_t>(sums - bias_exponent), layer.relu};
        const auto weights = ordered_weights(layer, parameters);
        m.layers.push_back(make_layer(layer, requantisation,
                                      {WeightCode::i16, rounded(weights, weight_exponent), {}},
                                      {WeightCode::i16, rounded(biases, bias_exponent, lost), {}}));
        if (last) base::set_score_scale(m, -sums, frame.scale);
        in = out;
    }
    return m;
}

model::Model export_floats(const Plan& plan, const model::Encoder& encoder, std::span<const float> parameters,
                           const base::Frame& frame) {
    auto m = empty_model(frame, encoder, Activation::f32);
    for (size_t i = 0; i < plan.layers.size(); ++i) {
        const auto& layer = plan.layers[i];
        if (layer.pool()) {
            m.layers.push_back(model::Pool{layer.kind == Kind::max_pool, 0});
            continue;
        }
        auto weights = ordered_weights(layer, parameters);
        auto biases = bias_numbers(layer, parameters);
        if (i + 1 == plan.layers.size() && frame.task == Task::regression) {
            for (float& w : weights) w = std::ldexp(w, frame.scale.exponent);
            for (float& b : biases)
                b = static_cast<float>(std::ldexp(static_cast<double>(b), frame.scale.exponent) +
                                       frame.scale.mean);
        }
        m.layers.push_back(make_layer(layer, {0, 0, layer.relu}, {WeightCode::f32, {}, std::move(weights)},
                                      {WeightCode::f32, {}, std::move(biases)}));
    }
    return m;
}

}  // namespace mote::train::network
