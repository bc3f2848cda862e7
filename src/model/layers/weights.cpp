#include "model/layers/weights.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "model/layers/functions.hpp"

namespace mote::model {

namespace {

Status check_numbers(const Numbers& n, size_t expected, const char* what) {
    if (n.size() != expected)
        return malformed(fmt::format("{} {} where the layer has {}", n.size(), what, expected));
    const int32_t limit = weight_limit(n.code);
    for (int32_t v : n.q)
        if (n.code != WeightCode::f32 && std::abs(v) > limit)
            return malformed(fmt::format("{} {} beyond {}", what, v, limit));
    return Done{};
}

/// The largest sum that any input can make must stay inside int32.
Status check_sums(const Numbers& weights, const Numbers& biases, const Requantisation& r,
                  Activation activation, const std::vector<size_t>& output_of) {
    if (activation == Activation::f32) return Done{};
    const int64_t largest_input = activation == Activation::i8 ? 128 : 32768;
    std::vector<int64_t> bounds(biases.q.size());
    for (size_t o = 0; o < bounds.size(); ++o) bounds[o] = std::abs(int64_t{biases.q[o]}) << r.bias_shift;
    for (size_t i = 0; i < weights.q.size(); ++i) {
        const int64_t product = std::abs(int64_t{weights.q[i]}) * largest_input;
        bounds[output_of[i]] += weights.code == WeightCode::i16 ? (product >> 8) + 1 : product;
    }
    for (int64_t bound : bounds)
        if (bound > INT32_MAX)
            return Error{ErrorCode::usage, "a sum of the model could leave 32 bits", "model",
                         "use smaller weights"};
    return Done{};
}

}  // namespace

WeightCode bias_code(Activation activation) {
    switch (activation) {
        case Activation::i8:
            return WeightCode::i8;
        case Activation::i16:
            return WeightCode::i16;
        case Activation::f32:
            return WeightCode::f32;
    }
    return WeightCode::i8;
}

int32_t weight_limit(WeightCode code) {
    switch (code) {
        case WeightCode::i8:
            return 127;
        case WeightCode::i4:
            return 7;
        case WeightCode::ternary:
            return 1;
        case WeightCode::i16:
            return 32767;
        case WeightCode::f32:
            return 0;
    }
    return 0;
}

Status check_weights(const Numbers& weights, const Numbers& biases, const Requantisation& r,
                     Activation activation, size_t outputs, const std::vector<size_t>& output_of) {
    MOTE_CHECK(check_numbers(weights, output_of.size(), "weights"));
    MOTE_CHECK(check_numbers(biases, outputs, "biases"));
    if (biases.code != bias_code(activation)) return malformed("biases of another type than the activations");
    return check_sums(weights, biases, r, activation, output_of);
}

uint32_t weight_flags(const Numbers& weights, const Requantisation& r) {
    return static_cast<uint32_t>(weights.code) | (r.relu ? MOTE_LAYER_RELU : 0u);
}

WeightCode weight_code(uint32_t flags) {
    return static_cast<WeightCode>(flags & MOTE_WEIGHT_CODE);
}

Requantisation read_requantisation(ByteReader& in, uint8_t flags) {
    Requantisation r;
    r.relu = (flags & MOTE_LAYER_RELU) != 0;
    r.shift = in.u8(), r.bias_shift = in.u8();
    return r;
}

LayerCounts counts_of_weights(const Numbers& weights, const Numbers& biases) {
    const int bits = weights.code == WeightCode::f32 ? 32 : weights.code == WeightCode::i16 ? 16 : 8;
    const bool packed = weights.code == WeightCode::i4 || weights.code == WeightCode::ternary;
    return {weights.size() + biases.size(), bits, packed};
}

}  // namespace mote::model
