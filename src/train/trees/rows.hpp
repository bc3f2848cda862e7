// The training rows that trees are grown on, and their targets.
#pragma once

#include "train/base/targets.hpp"
#include "train/family.hpp"

namespace mote::train::trees {

struct Target {
    std::vector<uint16_t> labels;
    std::vector<float> values;  ///< regression: scaled by frame.scale
    base::Frame frame;
};

/// All rows, or as many of them, drawn by the effort's seed, as fidelity and memory allow.
std::vector<uint32_t> choose_rows(const TrainingRows& rows, const Effort& effort);

Target make_target(const TrainingRows& rows, const std::vector<uint32_t>& chosen);

}  // namespace mote::train::trees
