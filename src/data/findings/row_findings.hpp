// What is odd about the rows of a table: copies, contradictions, classes with few of them.
#pragma once

#include <vector>

#include "data/findings/finding.hpp"

namespace mote::data {

/// Rows that repeat others ("duplicate_rows"), and equal inputs with different targets ("conflicting_rows"). Repeats
/// that few values make by chance are no finding.
void add_repeats(const Sight& sight, std::vector<Finding>& out);

/// Most rows in one class ("unbalanced_classes"), and classes of few rows ("rare_classes").
void add_balance(const Sight& sight, std::vector<Finding>& out);

}  // namespace mote::data
