// Validation that asks what a model makes of a recording at a level that it has not seen.
#pragma once

#include <cstdint>

#include "search/validation.hpp"

namespace mote::search {

/// Sensors rest at another level in every recording (skin, mounting, temperature). Few recordings do not show how far, so
/// that a model which reads levels may validate well on them and fail on the next one. For windows of axes whose level
/// belongs to the recording rather than to the class (core/reliability.hpp), the validation rows of each recording are
/// shifted by as much as recordings of a class differ, one deviation or half of it up or down. Rows that models learn
/// from stay as they are. Returns how many axes were shifted: 0 without groups, for regression, and where classes have many
/// recordings, which show it themselves. Same rows and seed, same shifts.
size_t shift_unseen_levels(Validation& validation, const TrainingRows& rows, uint64_t seed);

}  // namespace mote::search
