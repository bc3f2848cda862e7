// Which training rows candidates are fitted on, and which validate them.
#pragma once

#include <string>
#include <vector>

#include "core/samples.hpp"

namespace mote::search {

constexpr size_t small_set = 3000;            ///< training rows from which on no cross-validation is needed
constexpr size_t largest_validation = 20000;  ///< rows

struct Fold {
    TrainingRows fit;
    TrainingRows validation;
};

struct Validation {
    std::vector<Fold> folds;
    size_t distinct = 1;  ///< folds with validation rows of their own; the others are repeats
    std::string description;
};

/// Stratified 4-fold cross-validation below 3,000 rows (twice below 1,000, four times below 200, each time
/// cut differently), else one stratified fifth, at most 20,000 rows. Where series that follow each other in
/// the file depend on each other (dependence.hpp), a quarter of it are rows that follow each other.
Validation plan_validation(const TrainingRows& rows, uint64_t seed);

/// Stratified folds of which each row validates in exactly one, and is fitted in all others. Those that would have no
/// rows for one of the two are left out; so in plan_validation.
std::vector<Fold> cross_fit_folds(const TrainingRows& rows, size_t folds, uint64_t seed);

/// At most `limit` rows, stratified, the same for the same seed.
TrainingRows subsample(const TrainingRows& rows, size_t limit, uint64_t seed);

}  // namespace mote::search
