// What the kinds of layers have in common. The list of them: device/runtime/mote_layers.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mote::model {

/// Type of the values between layers.
enum class Activation : uint8_t { i8 = 0, i16 = 1, f32 = 2 };

/// How a weight is stored: 8, 4 or 16 bits two's complement, ternary in 2 bits, or IEEE float.
enum class WeightCode : uint8_t { i8 = 0, i4 = 1, ternary = 2, i16 = 3, f32 = 4 };

/// Largest magnitude that a code holds on both sides of zero (127, 7, 1, 32767; 0 for float).
int32_t weight_limit(WeightCode code);
/// How the biases of a layer with these activations are stored.
WeightCode bias_code(Activation activation);

/// Trained numbers of a layer. Exactly one of q and f is filled (f only with WeightCode::f32).
struct Numbers {
    WeightCode code = WeightCode::i8;
    std::vector<int32_t> q;  ///< within weight_limit(code), and not below its negative
    std::vector<float> f;
    size_t size() const { return code == WeightCode::f32 ? f.size() : q.size(); }
    bool operator==(const Numbers&) const = default;
};

/// sum -> saturate((sum + (bias << bias_shift)) >> shift), never below 0 with relu. The shift rounds down.
/// Biases are int8 with int8 activations, int16 with int16, float with float.
struct Requantisation {
    uint8_t shift = 0;       ///< 0 .. 31; 0 in the last layer, whose sums are the scores
    uint8_t bias_shift = 0;  ///< 0 .. 24
    bool relu = false;
    bool operator==(const Requantisation&) const = default;
};

/// Time steps and channels that enter a layer.
struct LayerShape {
    uint32_t steps;
    uint32_t channels;
};

/// What a layer is read, written and checked with.
struct LayerPlace {
    LayerShape in;
    Activation activation;
    uint8_t scores;  ///< of the model
};

struct LayerCounts {
    size_t coefficients = 0;  ///< trained numbers
    int bits = 8;             ///< of the widest weight: 8 (also for narrower ones), 16 or 32
    bool packed = false;      ///< weights of 4 bits, or ternary ones
};

}  // namespace mote::model
