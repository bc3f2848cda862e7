// Boosting under a budget of bytes: a path of integer models of growing size.
#pragma once

#include <cstdint>
#include <vector>

#include "train/family.hpp"

namespace mote::train::trees {

struct Settings {
    unsigned max_depth = 3;
    unsigned max_leaves = 8;
    double learning_rate = 0.3;
    double penalty = 0.5;  ///< of a bit: what it must bring, as a share of what the bits so far have brought
    unsigned leaf_bits = 5;
    bool linear = false;  ///< a linear part under the trees
    bool pairs = false;   ///< sums and differences of two inputs as features
    size_t max_bytes = 1024;
};

/// Models of growing size up to settings.max_bytes. Deterministic in rows, effort and settings.
Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort,
                                        const Settings& settings);

}  // namespace mote::train::trees
