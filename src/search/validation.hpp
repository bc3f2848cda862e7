// Parts of the training rows that judge candidates.
#pragma once

#include <string>
#include <vector>

#include "core/samples.hpp"

namespace mote::search {

struct ValidationPart {
    TrainingRows fit;
    TrainingRows judge;
};

struct Validation {
    std::vector<ValidationPart> parts;
    size_t distinct = 1;  ///< parts that judge different rows; the others are repeats
    std::string description;
};

/// Stratified 4-fold cross-validation below 3,000 rows (twice below 1,000, four times below 200, each time
/// cut differently), else one stratified fifth, at most 20,000 rows. Where series that follow each other in
/// the file are relatives (dependence.hpp), a quarter of it are rows that follow each other.
Validation plan_validation(const TrainingRows& rows, uint64_t seed);

/// Stratified parts of which each row is in exactly one to judge, and in all others to fit. Those that would have no
/// rows for one of the two are left out; so in plan_validation.
std::vector<ValidationPart> cross_fit_parts(const TrainingRows& rows, size_t parts, uint64_t seed);

/// At most `limit` rows, stratified, the same for the same seed.
TrainingRows subsample(const TrainingRows& rows, size_t limit, uint64_t seed);

}  // namespace mote::search
