// How well windows tell classes apart, in a moment: nearest neighbours over a few statistics of each axis.
#pragma once

#include <cstdint>
#include <span>

#include "core/samples.hpp"

namespace mote::data {

struct QuickScore {
    double accuracy = 0;
    double standard_error = 0;
};

/// Accuracy of the three nearest windows of other folds (`folds`: one number an entry of index), by mean, deviation,
/// least, greatest, mean step and mean crossings of each axis, each statistic standardised. At most 1,500 windows,
/// evenly chosen from `index`. Classification only. 0 where nothing can be compared.
QuickScore quick_score(const SampleMatrix& samples, SeriesShape shape, const Targets& targets,
                       std::span<const uint32_t> index, std::span<const uint32_t> folds);

}  // namespace mote::data
