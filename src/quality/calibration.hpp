// One number that makes probabilities mean what they say: the slope of the scores (Guo et al. 2017, On calibration of
// modern neural networks, ICML: temperature scaling). Fitted to rows that the models have not seen.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "quality/validation_scores.hpp"

namespace mote::quality {

/// What the slope is, and what it does on the rows that it was fitted to.
struct Calibration {
    double slope = 1;  ///< scores in nats times this are calibrated
    size_t rows = 0;
    double log_loss_before = 0, log_loss = 0;  ///< nats a row
    double evidence =
        0;  ///< standard errors that the log loss falls by, per unit of the slope, where it is 1
};

/// The slope with the least log loss, held near 1 by a prior: its logarithm is normal with deviation 0.2. None where the
/// loss does not clearly depend on it (its derivative at 1 is within two standard errors of 0, counted over groups where
/// there are any), where it would change next to nothing (below 3 %), of a regression, or without rows.
std::optional<Calibration> calibrate(const ValidationScores& validation);

}  // namespace mote::quality
