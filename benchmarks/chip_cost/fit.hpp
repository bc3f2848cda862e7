// Fits the coefficients of the cost model to measured models.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace mote::benchmarks {

/// Reads the lines of a measurement (main.cpp), prints how far predictions are off on models that the fit did not see,
/// without and with calibration by the others, and writes `out` (src/cost/coefficients.inc) unless it is empty.
Status fit_costs(const std::filesystem::path& measured, const std::filesystem::path& out);

}  // namespace mote::benchmarks
