// What a model's decision means on rows: who is found and missed, what is left open, and how right the rest is.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/evaluator.hpp"
#include "model/model.hpp"

namespace mote::quality {

struct DecisionFigures {
    size_t rows = 0;
    size_t open = 0;           ///< rows that the model is not sure of
    size_t right = 0;          ///< of the others
    size_t nearest_right = 0;  ///< of all rows, were it to answer every one
    /// Of each class: rows, those that were answered, and those answered right; and those right were every row answered.
    std::vector<size_t> of_class, answered, found, nearest_found;

    std::optional<double> open_share() const;
    std::optional<double> answered_accuracy() const;
    /// Share of the rows of this class that are answered right: of all, with the nearest class for those left open, and
    /// of the answered ones.
    std::optional<double> sensitivity(size_t class_index) const;
    std::optional<double> answered_sensitivity(size_t class_index) const;
};

DecisionFigures decision_figures(const model::Answers& answers, std::span<const uint16_t> truth);

/// Keys as docs/training.md has them. Two classes: the second is the positive one.
nlohmann::json to_json(const DecisionFigures& figures, const model::Model& model,
                       const std::vector<std::string>& classes);

/// Lines for a terminal; `classes` by name.
std::vector<std::string> in_words(const DecisionFigures& figures, const model::Model& model,
                                  const std::vector<std::string>& classes);

}  // namespace mote::quality
