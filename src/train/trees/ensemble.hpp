// All trees of a model together: joint refitting of the leaves, as real numbers and on the integer grid.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "train/trees/grower.hpp"
#include "train/trees/linear_part.hpp"

namespace mote::train::trees {

struct Member {
    std::shared_ptr<const Tree> tree;
    std::vector<double> values;  ///< [leaf]
};

struct Ensemble {
    LinearPart linear;  ///< weights may be empty; biases: one an output, always
    std::vector<Member> members;
};

/// The integers of an exported model: a score is (bias + linear + leaves) * 2^exponent.
struct QuantisedEnsemble {
    int exponent = 0;
    size_t outputs = 1;
    unsigned leaf_bits = 5;                    ///< of trees with two and more nodes
    unsigned step_bits = 6;                    ///< of trees with one node
    std::vector<int32_t> biases;               ///< [output]
    std::vector<std::vector<int32_t>> values;  ///< [member][leaf], the first leaf 0
    unsigned weight_bits = 8;
    unsigned shift = 0;
    std::vector<int32_t> weights;  ///< [output][input] of the linear part
};

/// One Newton step for the leaves of each tree in turn, with all other trees as they are ("backfitting"):
/// v -= (G + l2 v) / (H + l2). Keeps `scores` current.
void refit(Ensemble& ensemble, Scores& scores, double l2);

/// Adds a member's leaves, times `factor`, to the scores.
void add_to_scores(const Member& member, Scores& scores, double factor);

struct QuantisationSettings {
    unsigned leaf_bits = 5;
    unsigned weight_bits = 8;
    unsigned passes = 3;
    double l2 = 1;
};

/// Rounds the ensemble to integers: trees in turn, each leaf going to the grid point that is best given all
/// others, so that later trees make up for the rounding of earlier ones. `scores` is overwritten by those
/// of the integer model.
QuantisedEnsemble quantise_ensemble(const Table& table, const Ensemble& ensemble, Scores& scores,
                                    const QuantisationSettings& settings);

}  // namespace mote::train::trees
