// Growing a network piece by piece: a path of integer models of growing size.
#pragma once

#include <vector>

#include "train/family.hpp"
#include "train/grown/settings.hpp"

namespace mote::train::grown {

/// Models of growing size up to settings.max_bytes. Deterministic in rows, effort and settings.
Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort,
                                        const Settings& settings);

}  // namespace mote::train::grown
