// Simple answers to the same rows: what a figure must be seen beside.
#pragma once

#include <string>
#include <vector>

#include "core/samples.hpp"
#include "model/evaluator.hpp"

namespace mote::quality {

struct Rival {
    std::string name;        ///< "chance", "threshold" or "neighbours": key of the JSON
    std::string words;       ///< "always answers N", "one threshold on column x", "the nearest of 1861 rows"
    model::Answers answers;  ///< to the test rows
};

/// Taught by the training rows alone:
/// - the most frequent class, or the mean;
/// - one threshold on the one column that tells most (a stump; Iba and Langley 1992): by accuracy, or squared error;
/// - nearest neighbours without a limit of size (Cover and Hart 1967) on columns of unit variance, 1 or 5 of them,
///   whichever answers training rows better that are left out. At most some 10^9 differences: with more rows the
///   neighbours come from a sample of the training rows, and beyond that there is no such rival.
/// Columns without order at random: `seed`. Empty for no training or no test rows.
std::vector<Rival> rivals(const TrainingRows& training, const TestRows& test, uint64_t seed = 1,
                          unsigned jobs = 1);

}  // namespace mote::quality
