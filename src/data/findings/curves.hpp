// The mean curve of each class over a series, with its spread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/findings/finding.hpp"

namespace mote::data {

struct Curve {
    std::string name;  ///< of the class; "rows" without classes
    size_t axis = 0;
    std::vector<double> mean, low, high;  ///< a step each; low and high: quartiles
};

/// For every class, and every axis of the first `most_axes`, over a sample of rows.
std::vector<Curve> mean_curves(const Sight& sight, SeriesShape shape, size_t most_axes = 3);

/// Rows of a series that end in the same value for a twentieth of the steps or more: filled up to a common length.
struct Padding {
    size_t rows = 0;   ///< that do
    double share = 0;  ///< of their steps, in the mean
    double value = 0;  ///< most frequent one
};
Padding padding_of(const Sight& sight, SeriesShape shape);

/// Rows in which no sample differs from another of its axis.
size_t flat_rows(const Sight& sight, SeriesShape shape);

}  // namespace mote::data
