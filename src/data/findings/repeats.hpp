// Rows and columns that stand in a table more than once.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "data/findings/finding.hpp"

namespace mote::data {

struct Repeats {
    size_t rows = 0;   ///< that repeat the inputs and the target of an earlier row
    size_t first = 0;  ///< one of them, and the row that it repeats
    size_t first_of = 0;
    size_t conflicting = 0;  ///< rows whose inputs stand elsewhere with another class
    size_t unavoidable = 0;  ///< errors that they force on any model: all but the most frequent class of each
    size_t conflict = 0, conflict_of = 0;  ///< two rows of them
    bool natural = false;  ///< the inputs have so few values that chance alone makes such rows
};

/// Over all rows and the columns that training takes.
Repeats find_repeats(const Sight& sight);

/// Pairs of inputs (position, position of the earlier one) that are equal in all rows.
std::vector<std::pair<size_t, size_t>> duplicate_columns(const Sight& sight);

}  // namespace mote::data
