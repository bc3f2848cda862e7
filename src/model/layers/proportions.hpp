// A layer that counts kernels above thresholds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mote::model {

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

}  // namespace mote::model
