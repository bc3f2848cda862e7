// What is usual in each part of a row, so that the contribution of a part to an answer can be told by its absence.
#pragma once

#include <vector>

#include "core/samples.hpp"
#include "model/contribution.hpp"

namespace mote::quality {

/// Of a table each column; of a series stretches of time of one axis, some 16 in all, at least one an axis. The baseline is
/// the median of the training rows, the lower one of two, so that it is a value that occurs. At most 65,535 segments.
std::vector<model::Segment> segments_with_baselines(const TrainingRows& training);

}  // namespace mote::quality
