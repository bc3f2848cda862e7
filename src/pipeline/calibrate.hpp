// Gives the models that a search found calibrated probabilities, by validation rows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "core/result.hpp"
#include "quality/calibration.hpp"
#include "search/search.hpp"

namespace mote::pipeline {

/// Puts a slope into the chosen model and into those of the front, each by its own validation rows, where these clearly
/// ask for one and the model with it is still `acceptable` (limits of size and of the chip); what was chosen for the
/// chosen model. At most 3,000 rows of each are looked at. `groups`: of each row of the sample matrix; empty: rows count for
/// themselves. `acceptable` is called from several threads. No class changes, and a model without a slope keeps its bytes.
Result<std::optional<quality::Calibration>> calibrate(
    search::Outcome& found, std::span<const uint32_t> groups,
    const std::function<Result<bool>(const model::Bytes&)>& acceptable, unsigned jobs = 1);

/// The model without its slope: what its probabilities would be.
Result<model::Bytes> uncalibrated(const model::Bytes& model);

}  // namespace mote::pipeline
