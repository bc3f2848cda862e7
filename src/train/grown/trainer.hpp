// Growing a network piece by piece: a path of integer models of growing size.
#pragma once

#include <vector>

#include "train/family.hpp"
#include "train/grown/grid.hpp"
#include "train/grown/proposal.hpp"

namespace mote::train::grown {

struct Settings {
    Widths widths;
    ProposalSettings proposal;
    SourceSettings sources;
    double price = 0.01;         ///< nats over all rows that a bit must bring, to second order
    size_t steps_a_piece = 40;   ///< blocks of training after each piece, and
    size_t steps_a_model = 600;  ///< before each model
    float rate = 0.02f;
    float decay = 0.02f;
    float average = 0.2f;  ///< see Tuning
    size_t max_bytes = 1024;
    double size_step = 1.15;  ///< from one model of the path to the next
};

/// Models of growing size up to settings.max_bytes. Deterministic in rows, effort and settings.
Result<std::vector<model::Model>> train(const TrainingRows& rows, const Effort& effort,
                                        const Settings& settings);

}  // namespace mote::train::grown
