// Profiling while a search runs: models are built and run on the simulated chip, so that their costs can be predicted.
#pragma once

#include <vector>

#include "search/clock.hpp"
#include "search/trial_scores.hpp"

namespace mote::search {

/// Where there is a chip, profiles `models` for at most so many seconds.
void profile(const Settings& settings, const Clock& clock, const std::vector<const model::Bytes*>& models,
             double time_limit);

/// Under limits, before a rung begins: the largest model of each candidate that enters it, which is the nearest to the
/// limits.
void profile_survivors(const Settings& settings, const Clock& clock, const RungPlan& plan, size_t rung,
                       const TrialScores& scores);

}  // namespace mote::search
