// run.json: what a training found, as the other commands, the archive and other people's scripts read it.
#pragma once

#include <nlohmann/json.hpp>

#include "pipeline/train_run.hpp"

namespace mote::pipeline {

/// All but the figures on held-out rows and those of the chip. `hz`: of the chip's clock. In "front" the
/// points that none beats in score, model_bytes and costs; with costs "measured" or by the model of costs.
nlohmann::json describe_run(const TrainOptions& options, const data::Dataset& data,
                            const search::Outcome& found, const model::Model& model,
                            const std::string& metric, uint32_t hz);

/// What goes into the archive of it: without what depends on the clock or on where files lie, so that the
/// same run gives the same bytes.
nlohmann::json lasting_information(nlohmann::json report);

}  // namespace mote::pipeline
