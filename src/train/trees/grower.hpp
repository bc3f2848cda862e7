// One tree grown leaf by leaf on gradients, every bit that it adds to the model being paid for.
#pragma once

#include <cstdint>
#include <vector>

#include "train/trees/columns.hpp"
#include "train/trees/scores.hpp"

namespace mote::train::trees {

struct Node {
    bool leaf = true;
    uint16_t column = 0;
    uint8_t cut = 0;    ///< right when bin > cut
    uint16_t left = 0;  ///< nodes
    uint16_t right = 0;
    uint16_t index = 0;  ///< leaf: its number among the leaves, in pre-order
};

struct Tree {
    size_t output = 0;
    std::vector<Node> nodes;  ///< root first
    size_t leaves = 0;
    std::vector<uint8_t> leaf_of_row;  ///< [row]
};

/// Which parts of the model are there already: using them again is free.
class Usage {
  public:
    explicit Usage(const Table& table);
    /// Bits that a split there would add to thresholds, features and encoder.
    double bits_for(const Table& table, size_t column, size_t cut) const;
    void use(const Table& table, size_t column, size_t cut);
    /// All inputs are in the model anyway (linear part).
    void use_all_inputs();
    size_t thresholds() const { return thresholds_; }

  private:
    std::vector<std::vector<uint8_t>> cuts_;  ///< [column][cut] used
    std::vector<uint8_t> columns_;            ///< [column] has thresholds
    std::vector<uint8_t> inputs_;             ///< [input] enters the model
    std::vector<double> width_;               ///< [column] bits of a threshold
    double axis_bits_ = 6;                    ///< one more input in the encoder's list
    double pair_bits_ = 9;
    size_t thresholds_ = 0;
};

struct GrowSettings {
    unsigned max_depth = 3;
    unsigned max_leaves = 8;
    double l2 = 1;          ///< in units of curvature
    double min_child = 2;   ///< rows
    double node_bits = 13;  ///< a node with its leaf, without new thresholds
    double nats_a_bit = 0;  ///< what a bit must bring
};

struct Grown {
    Tree tree;
    std::vector<double> values;  ///< [leaf] Newton step, unshrunk
    double gain = 0;             ///< nats by the quadratic model
    double bits = 0;
};

/// `gradients`: one a row. A tree of one leaf when nothing pays.
/// Gain of a split: (GL^2/(HL+l2) + GR^2/(HR+l2) - G^2/(H+l2)) / 2 (Chen and Guestrin 2016) - penalty.
Grown grow(const Table& table, const std::vector<Gradient>& gradients, const GrowSettings& settings,
           Usage& usage);

/// Fills leaf_of_row and numbers the leaves.
void assign_rows(const Table& table, Tree& tree);

}  // namespace mote::train::trees
