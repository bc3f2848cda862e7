// A sparse network.
#pragma once

#include <cstdint>
#include <vector>

namespace mote::model {

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

}  // namespace mote::model
