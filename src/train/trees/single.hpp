// A single decision tree: CART (Breiman et al. 1984), grown leaf by leaf where impurity falls most.
#pragma once

#include <cstdint>
#include <vector>

#include "train/family.hpp"

namespace mote::train::trees {

struct SingleSettings {
    unsigned max_leaves = 16;
    size_t min_child = 1;       ///< rows
    unsigned leaf_bits = 6;     ///< two's complement, of the leaves' scores
    bool short_inputs = false;  ///< quantised to about 8 bits: thresholds are short, and fast on the chip
    size_t max_bytes = 1024;
};

/// Trees of 1, 2, 3, ... leaves, each the one before with one more split, up to settings.max_bytes. Impurity:
/// Gini's index, or the variance of the target. Scores of leaves: log odds; several classes: those of the
/// majority against all others; regression: the mean. Deterministic in rows, effort and settings.
Result<std::vector<model::Model>> train_single(const TrainingRows& rows, const Effort& effort,
                                               const SingleSettings& settings);

}  // namespace mote::train::trees
