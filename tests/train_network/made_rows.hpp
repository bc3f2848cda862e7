// Small made-up data sets, and real beats where the data folder is there.
#pragma once

#include <functional>

#include "core/rng.hpp"
#include "core/samples.hpp"

namespace mote::tests {

/// `label(row values)` gives the class (0 .. classes - 1) of each row of standard normal numbers * scale.
TrainingRows classified_rows(size_t rows, SeriesShape shape, size_t classes, float scale, bool integral,
                             const std::function<size_t(const std::vector<float>&)>& label);

/// Regression targets value(row values).
TrainingRows valued_rows(size_t rows, size_t columns,
                         const std::function<float(const std::vector<float>&)>& value);

/// Series in which class 1 has a bump of 12 steps somewhere, class 0 none; int16 samples with noise.
TrainingRows bump_rows(size_t rows, uint16_t steps);

/// All rows of ptb_heartbeat; empty when the data folder is missing (the caller skips).
TrainingRows real_beats();

}  // namespace mote::tests
