// How well the nearest neighbour answers: what can be expected before anything is trained.
#pragma once

#include <cstddef>
#include <optional>

#include "data/findings/finding.hpp"

namespace mote::data {

struct Separability {
    size_t rows = 0;       ///< of the sample, each answered by its nearest other row (Cover and Hart 1967)
    double reached = 0;    ///< classes: share of right answers; regression: R2
    double balanced = 0;   ///< mean share over the classes; regression: R2
    double chance = 0;     ///< the most frequent class alone; regression: 0
    double deviation = 0;  ///< of `reached` by the number of rows
    /// The same with neighbours of another session or stretch of the file only; where rows hang together.
    std::optional<double> apart = {};
    bool by_files = false;   ///< `apart` is over files, else over stretches of the file
    double close_pairs = 0;  ///< share of rows whose nearest neighbour stands close by in the file
};

/// Nothing without a target, or with fewer than 20 rows.
std::optional<Separability> separability(const Sight& sight);

}  // namespace mote::data
