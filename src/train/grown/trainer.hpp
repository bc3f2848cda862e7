// Growing a network piece by piece: a path of integer models of growing size.
#pragma once

#include <vector>

#include "train/family.hpp"
#include "train/grown/sources.hpp"

namespace mote::train::grown {

struct Settings {
    size_t most_links = 4;  ///< of a neuron, 1 .. 8
    SourceSettings sources;
    float decay = 0.02f;
    size_t max_bytes = 1024;
};

/// Models of growing size up to settings.max_bytes. Deterministic in rows, effort and settings.
Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort,
                                        const Settings& settings);

}  // namespace mote::train::grown
