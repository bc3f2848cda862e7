// A layer of boosted trees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace mote::model {

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

}  // namespace mote::model
