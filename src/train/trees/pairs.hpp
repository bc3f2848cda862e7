// Which sums and differences of two inputs are worth having as features.
#pragma once

#include "train/trees/columns.hpp"
#include "train/trees/scores.hpp"

namespace mote::train::trees {

/// Candidates: all pairs of the inputs when there are few; for a series, neighbours up to some steps apart on
/// the same axis, and axes of one step; otherwise pairs of the best inputs. Adds to `table` the `keep`
/// columns whose single splits lower the loss most, at the start and after short boosting on inputs alone.
void add_best_pairs(Table& table, const Scores& start, SeriesShape shape, const TableSettings& settings,
                    size_t keep);

}  // namespace mote::train::trees
