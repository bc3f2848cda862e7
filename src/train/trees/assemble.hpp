// Structure and integers -> the Model that goes to the chip.
#pragma once

#include "model/model.hpp"
#include "train/base/targets.hpp"
#include "train/trees/ensemble.hpp"

namespace mote::train::trees {

/// Only inputs, pairs and thresholds that are used enter the model.
model::Model assemble(const Table& table, const Ensemble& ensemble, const QuantisedEnsemble& quantised,
                      const base::Frame& frame);

}  // namespace mote::train::trees
