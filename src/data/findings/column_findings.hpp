// What is odd about the columns of a table: copies, values, titles.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "data/findings/finding.hpp"
#include "data/findings/strength.hpp"

namespace mote::data {

/// Pairs of columns (copy, original), as duplicate_columns() finds them.
using Copies = std::vector<std::pair<size_t, size_t>>;

/// Inputs that repeat others ("duplicate_columns").
void add_copies(const Sight& sight, const Copies& copies, std::vector<Finding>& out);

/// Values that stand for nothing measured ("stand_in_value"), lie far from all others ("outlier") or pile up at the end
/// of the range ("end_of_scale"), in inputs and in a target of numbers. Inputs of a series are passed over.
void add_values(const Sight& sight, std::vector<Finding>& out);

/// Pairs of inputs that say nearly the same ("correlated_inputs"); copies are left to add_copies().
void add_correlated(const Sight& sight, const std::vector<Correlated>& pairs, const Copies& copies,
                    std::vector<Finding>& out);

/// Titles of a person, a device or a side of a split ("group_column", "split_column").
void add_titles(const Sight& sight, std::vector<Finding>& out);

}  // namespace mote::data
