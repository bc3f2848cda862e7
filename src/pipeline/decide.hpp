// Gives the models that a search found the decision that the user asked for, chosen on validation rows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "quality/decision.hpp"
#include "search/search.hpp"

namespace mote::pipeline {

/// Scores of the validation rows of all folds, each by the model of the fold, which was not trained on it. `groups`: of
/// each row of the sample matrix; without any a row is a group, wherever it is validated twice. Of more rows than
/// `most_rows` an even share.
Result<quality::ValidationScores> validation_scores(const search::FrontPoint& point,
                                                    std::span<const uint32_t> groups = {},
                                                    size_t most_rows = SIZE_MAX);

/// Puts a decision into the chosen model and into those of the front, each by its own validation rows; the one of the
/// chosen model.
Result<quality::ChosenDecision> decide(search::Outcome& found, const quality::DecisionOptions& options,
                                       const std::vector<std::string>& classes);

/// A decision of the same parts, with numbers of usual size: what costs are told with before there is one.
model::Decision usual_decision(const quality::DecisionOptions& options, Task task, size_t classes);
/// Most bytes of model.bin for a decision of these parts.
size_t decision_bytes(const model::Decision& decision, Task task);

/// What such a decision adds to a model written as C: flash, and cycles of a row. No RAM.
struct DecisionCost {
    double flash_bytes = 0, cycles = 0;
};
DecisionCost decision_cost(const model::Decision& decision, Task task, size_t classes);

/// The model with this decision; with the one that it has, if it has one.
Result<model::Bytes> with_decision(const model::Bytes& model, const model::Decision& decision);

}  // namespace mote::pipeline
