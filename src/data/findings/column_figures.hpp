// How the numbers of a column are distributed.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/samples.hpp"

namespace mote::data {

/// Over the rows of a sample; empty when there are none.
struct Distribution {
    double deviation = 0;
    std::array<double, 5> quantiles = {};  ///< 5, 25, 50, 75 and 95 %
    std::vector<size_t> histogram;         ///< rows in equal bins from the least to the largest value
    double low = 0, high = 0;              ///< the edges of the histogram
};

inline constexpr size_t histogram_bins = 24;

/// `values` in any order; integers of fewer than 24 different values get a bin each.
Distribution distribution_of(std::vector<double> values);

/// A value that many rows share though its neighbours are rare or far off.
struct OddValue {
    double value = 0;
    size_t count = 0;
    double low = 0, high = 0;  ///< of all other values
};

/// One value at an end of the range, apart from all others by more than twice any other gap and a fifth of their
/// range: a number that may stand for "nothing measured". In at least 3 rows, among at least 20 other values.
std::optional<OddValue> stand_in_value(std::vector<double> values);

/// Up to 3 rows whose values lie further from all others than these spread.
std::optional<OddValue> far_outlier(std::vector<double> values);

/// The largest or least value (not 0), in at least 10 rows and a two-hundredth of them, and 10 times as often as
/// the values next to it: the scale ends there.
std::optional<OddValue> end_of_scale(std::vector<double> values);

}  // namespace mote::data
