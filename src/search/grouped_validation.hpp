// Validation of rows that depend on each other: a person, session or file is fitted or validates, never both.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "search/validation.hpp"

namespace mote::search {

/// `groups`: of each row of the sample matrix; empty, or fewer than two groups among the rows: rows are independent.
///
/// 4-fold cross-validation over groups below 3,000 rows (twice below 1,000 with other folds), else two fifths.
/// Folds that cannot fit every class that they validate are left out unless none would be left. Without groups:
/// plan_validation of validation.hpp.
Validation plan_validation(const TrainingRows& rows, std::span<const uint32_t> groups, uint64_t seed);

/// Folds of whole groups (core/group_folds.hpp), as many as there are groups at most. Each row is validated by
/// exactly one. Without groups: cross_fit_folds of validation.hpp.
std::vector<Fold> cross_fit_folds(const TrainingRows& rows, std::span<const uint32_t> groups, size_t wanted,
                                  uint64_t seed);

}  // namespace mote::search
