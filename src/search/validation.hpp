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
    std::string description;
};

/// Stratified cross-validation (4 parts) below 3,000 rows, else one stratified fifth, at most 20,000 rows.
Validation plan_validation(const TrainingRows& rows, uint64_t seed);

/// At most `limit` rows, stratified, the same for the same seed.
TrainingRows subsample(const TrainingRows& rows, size_t limit, uint64_t seed);

}  // namespace mote::search
