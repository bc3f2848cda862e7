// Whether rows that follow each other in the file come from one source.
#pragma once

#include <cstdint>

#include "core/samples.hpp"

namespace mote::search {

/// Each of at most 2,000 rows is given the class of its nearest neighbour: once among the rows of other
/// quarters assigned at random, once among those of other quarters of its class in the order of the file. True
/// when the second is wrong clearly more often (McNemar 1947, three deviations): then neighbouring rows depend on each
/// other, and random folds flatter a model. Classification only.
bool neighbours_are_dependent(const TrainingRows& rows, uint64_t seed);

}  // namespace mote::search
