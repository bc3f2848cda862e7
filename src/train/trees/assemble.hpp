// Structure and integers -> the Model that goes to the chip.
#pragma once

#include "model/model.hpp"
#include "train/trees/ensemble.hpp"

namespace mote::train::trees {

struct Frame {
    Task task = Task::binary;
    bool raw_float = false;
    double target_mean = 0;  ///< regression: target = mean + score * 2^target_exponent
    int target_exponent = 0;
};

/// Only inputs, pairs and thresholds that are used enter the model.
model::Model assemble(const Table& table, const Ensemble& ensemble, const Lattice& lattice,
                      const Frame& frame);

}  // namespace mote::train::trees
