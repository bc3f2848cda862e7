// What a training found, and run.json: the same as the other commands, the archive and other people's scripts read it.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "codegen/facts.hpp"
#include "pipeline/train_options.hpp"
#include "quality/calibration.hpp"
#include "quality/decision_figures.hpp"
#include "quality/evaluation.hpp"
#include "search/search.hpp"

namespace mote::pipeline {

/// Of nested cross-validation: each metric's value in every fold.
struct CrossValidation {
    size_t folds = 0;
    std::map<std::string, std::vector<double>> figures;
};

struct RunReport {
    TrainOptions options;
    data::Dataset data;
    search::Outcome found;
    std::string name;    ///< of the model
    std::string metric;  ///< what was chosen by
    size_t coefficients = 0;
    uint32_t hz = 1;                                  ///< of the chip's clock
    std::optional<quality::Evaluation> evaluation;    ///< on held-out rows, where there are any
    std::optional<CrossValidation> cross_validation;  ///< then the evaluation is of all folds together
    std::optional<ChipCost> chip;                     ///< of the chosen model, where the tools are there
    codegen::Form form = codegen::Form::table;
    std::optional<quality::Calibration> calibration;  ///< of its probabilities, where they asked for one
    std::optional<quality::ChosenDecision> decision;  ///< thresholds of its own, where asked for
    std::optional<quality::DecisionFigures> decided_quality;  ///< what they mean on held-out rows
};

/// In "front" the points that none dominates in score, model_bytes and costs; with costs "measured" or predicted.
nlohmann::json to_json(const RunReport& report);

/// What goes into the archive of it: without what depends on the clock or on where files lie, so that the
/// same run gives the same bytes.
nlohmann::json lasting_information(nlohmann::json report);

}  // namespace mote::pipeline
