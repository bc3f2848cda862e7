// Limits of the chip on a model, and the form of a model that meets them.
#pragma once

#include <optional>

#include "pipeline/measure_model.hpp"

namespace mote::pipeline {

struct ChipLimits {
    std::optional<size_t> flash_bytes, ram_bytes;
    std::optional<double> time_us;  ///< mean time of an inference

    bool any() const { return flash_bytes || ram_bytes || time_us; }
    /// The largest ratio of a cost to its limit; 0 without limits.
    double excess(const ChipCost& cost) const;
};

/// Whether a model can meet the limits by the model of costs (codegen/compiled/cost.hpp), with 5 % in favour
/// of the model; true where that model does not know it.
bool may_meet(const model::Package& package, const std::string& mcu, const ChipLimits& limits);

/// Measures a model in the form that suits the limits: without any, the one of less flash; else compiled, and
/// fast where that is too slow. Errors as measure_model.
Result<ChipCost> measure_within(const model::Package& package, const SampleMatrix& samples,
                                std::span<const uint32_t> rows, const MeasureOptions& options,
                                const ChipLimits& limits);

}  // namespace mote::pipeline
