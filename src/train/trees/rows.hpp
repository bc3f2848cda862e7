// The training rows that trees are grown on, and their targets.
#pragma once

#include "train/family.hpp"
#include "train/trees/assemble.hpp"

namespace mote::train::trees {

struct Target {
    std::vector<uint16_t> labels;
    std::vector<float> values;  ///< regression: (target - frame.target_mean) * 2^-frame.target_exponent
    Frame frame;
};

/// All rows, or as many of them, drawn by the effort's seed, as fidelity and memory allow.
std::vector<uint32_t> choose_rows(const TrainingRows& rows, const Effort& effort);

Target make_target(const Targets& targets, const std::vector<uint32_t>& rows);

}  // namespace mote::train::trees
