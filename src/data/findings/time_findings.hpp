// What is odd about time: the steps from row to row, and the samples of a series within a row.
#pragma once

#include <vector>

#include "core/samples.hpp"
#include "data/findings/finding.hpp"
#include "data/findings/rate.hpp"

namespace mote::data {

/// The rate of the rows ("rate"), and where it is not steady ("rate_drift", "gaps", "time_order").
void add_rate(const Rate& rate, std::vector<Finding>& out);

/// Rows of a series that are flat ("flat_rows") or filled up to a common length ("padding").
void add_series(const Sight& sight, SeriesShape shape, std::vector<Finding>& out);

}  // namespace mote::data
