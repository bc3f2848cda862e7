// The Model: the trained integers (or floats) that the chip will use, as a value. docs/model-format.md is its
// file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/samples.hpp"

namespace mote::model {

/// Type of the values between layers.
enum class Activation : uint8_t { i8 = 0, i16 = 1, f32 = 2 };

/// How a weight is stored: 8, 4 or 16 bits two's complement, ternary in 2 bits, or IEEE float.
enum class WeightCode : uint8_t { i8 = 0, i4 = 1, ternary = 2, i16 = 3, f32 = 4 };

/// Largest magnitude that a code holds on both sides of zero (127, 7, 1, 32767; 0 for float).
int32_t weight_limit(WeightCode code);
/// How the biases of a layer with these activations are stored.
WeightCode bias_code(Activation activation);

/// One encoding of samples. Integer activations: q = saturate(round(x * 2^exponent) - offset), halves up.
/// Float activations: a = (x - mean) * scale.
struct Encoding {
    int8_t exponent = 0;  ///< +-MOTE_MAX_EXPONENT
    int32_t offset = 0;   ///< magnitude below 2^30
    float mean = 0;
    float scale = 1;
    bool operator==(const Encoding&) const = default;
};

/// Samples to activations. entries: one shared by all samples, or one an axis.
struct Encoder {
    SeriesShape shape;       ///< steps x axes samples a row
    bool raw_float = false;  ///< the chip is handed float samples instead of int16
    std::vector<Encoding> entries;
    /// Compact form: ascending axes that enter the layers, all others are passed over. Then entries has one
    /// entry a used axis, without offsets. Empty: all axes enter.
    std::vector<uint16_t> used;
};

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

/// Convolution over time, no padding: out[t][o] = sum over k, c of w[o][k][c] * in[t * stride + k][c].
/// Depthwise: outputs is a multiple of the channels, output o reads channel o / (outputs / channels),
/// w[o][k].
struct Conv {
    uint8_t outputs = 1;
    uint8_t kernel = 1;
    uint8_t stride = 1;  ///< 1 .. kernel
    bool depthwise = false;
    Requantisation requantisation;
    Numbers weights;
    Numbers biases;
};

/// Fully connected over all time steps that come in: w[step][output][channel].
struct Dense {
    uint8_t outputs = 1;
    Requantisation requantisation;
    Numbers weights;
    Numbers biases;
};

/// Over all steps of each channel: the maximum, or saturate(sum >> shift) (float: the mean).
struct Pool {
    bool maximum = false;
    uint8_t shift = 0;
};

/// Boosted trees (runtime: mote_trees.c). Features are the values that come in, then `pairs` of them. A
/// threshold is known by its number, counted over the features in order; x > threshold goes right.
struct Trees {
    struct Pair {
        uint16_t a = 0, b = 0;  ///< channels
        bool sum = false;       ///< a + b, else a - b
        bool operator==(const Pair&) const = default;
    };
    struct Node {
        bool leaf = false;
        int32_t value = 0;  ///< leaf: what it adds to the score; else the number of the threshold
        bool operator==(const Node&) const = default;
    };
    using Tree = std::vector<Node>;  ///< pre-order, the branch "not above" first; the root is no leaf
    struct Linear {
        uint8_t shift = 0;             ///< score += (sum of weight * value) >> shift
        uint8_t bits = 8;              ///< 1 .. 8
        std::vector<int32_t> weights;  ///< [output][channel]
    };
    uint8_t outputs = 1;
    uint8_t leaf_bits = 8;        ///< 1 .. 16, two's complement
    uint8_t step_bits = 8;        ///< 1 .. 16
    bool first_zero = false;      ///< the first leaf of every tree is 0 and takes no space
    std::vector<int32_t> biases;  ///< int16, one an output, or empty
    std::optional<Linear> linear;
    std::vector<Pair> pairs;
    std::vector<std::vector<int32_t>> thresholds;  ///< [feature], int16, ascending
    std::vector<int32_t> steps;                    ///< one a threshold: added to score 0 above it; or empty
    std::vector<std::vector<Tree>> trees;          ///< [output]

    size_t threshold_count() const;
};

/// Counts of where dilated kernels (mote_proportions.h) are above thresholds: one output a threshold, after
/// the last step. out = number of evaluated steps with kernel >> shift > threshold (int8 activations: less
/// 128).
struct Proportions {
    struct Kernel {
        uint8_t number = 0;              ///< 0 .. 119
        std::vector<int8_t> thresholds;  ///< -64 .. 63
        bool operator==(const Kernel&) const = default;
    };
    struct Block {
        uint8_t dilation = 1;  ///< 1 .. 64; 8 * dilation < steps
        uint8_t axis = 0;
        uint8_t first_part = 0;  ///< only steps t with 16 t / steps from first_part to last_part
        uint8_t last_part = 15;
        std::vector<Kernel> kernels;
        bool operator==(const Block&) const = default;
    };
    bool differences = false;  ///< kernels are those of mote_differences.h, in bytes; only with int8
    uint8_t shift = 0;         ///< 0 .. 15
    bool padded = false;       ///< before the first step lie copies of it; else only full fields count
    uint8_t stride_log2 = 0;   ///< evaluated at every 2^stride_log2-th step; int8 counts 255 of them at most
    std::vector<Block> blocks;

    size_t outputs() const;
};

/// A grown sparse network (runtime: mote_sparse.c); int16 activations, one step, always the last layer.
/// Sources are the values that come in, then the neurons in order.
struct Sparse {
    enum class Response : uint8_t { relu = 0, clip = 1, abs = 2, square = 3 };
    struct Link {
        uint16_t source = 0;
        uint8_t run = 0;  ///< inputs only: the mean of 2^run of them, `stride` apart, from `source` on
        int32_t weight = 0;
        bool operator==(const Link&) const = default;
    };
    /// respond((sum of weight * source >> shift) + (bias << bias_shift)): max(z, 0), -128 .. 127, |z| or
    /// z * z / 64; saturated to int16.
    struct Neuron {
        Response response = Response::relu;
        uint8_t shift = 0;              ///< 0 .. 15
        int32_t bias = 0;               ///< int16
        std::vector<Link> links;        ///< 1 .. 8, sources ascending, weights -128 .. 127
        std::vector<int32_t> readouts;  ///< [output], -128 .. 127: what a score gains, times the value
        bool operator==(const Neuron&) const = default;
    };
    uint8_t outputs = 1;
    uint8_t bias_shift = 0;                 ///< 0 .. 7
    uint8_t stride = 1;                     ///< distance of the inputs of a run; 1 without runs
    std::vector<int32_t> biases;            ///< one an output, int16, in units of 64; or empty
    std::vector<Neuron> neurons;            ///< at most 255
    std::vector<std::vector<Link>> direct;  ///< [output]: links of the scores themselves, ascending
};

using Layer = std::variant<Conv, Dense, Pool, Trees, Proportions, Sparse>;

struct Model {
    Task task = Task::binary;
    Activation activation = Activation::i8;
    uint8_t scores = 1;  ///< 1 for binary and regression, else one a class
    int8_t score_exponent =
        0;  ///< a score is an integer times 2^score_exponent (nats, or units of the target)
    int32_t score_offset = 0;  ///< regression only, added to the integer score
    Encoder encoder;
    std::vector<Layer> layers;  ///< 1 .. 8; the last is a Dense with `scores` outputs and one step out

    /// Trained numbers: weights and biases of all layers.
    size_t coefficients() const;
    /// Widest weight: 8 (also for narrower ones), 16 or 32.
    int bits() const;
};

/// Time steps and channels that enter each layer; one more entry for what leaves the last.
struct LayerShape {
    uint32_t steps;
    uint32_t channels;
};
std::vector<LayerShape> layer_shapes(const Model& model);

}  // namespace mote::model
