// From trained floats to the Model.
#pragma once

#include <span>

#include "core/result.hpp"
#include "model/model.hpp"
#include "train/network/grid.hpp"

namespace mote::train::network {

/// Regression targets in training: z = (y - mean) / 2^exponent.
struct TargetScale {
    double mean = 0;
    int exponent = 0;
};

/// int8 activations: numbers rounded to `grid`, which training has respected.
model::Model export_integers(const Structure& structure, const Plan& plan, const model::Encoder& encoder,
                             const Grid& grid, std::span<const float> parameters, const TargetScale& target);

/// int16 activations and weights, rounded after training. largest[i]: largest activation that leaves layer i.
model::Model export_int16(const Structure& structure, const Plan& plan, const model::Encoder& encoder,
                          std::span<const float> largest, std::span<const float> parameters,
                          const TargetScale& target);

/// Floats as they are.
model::Model export_floats(const Structure& structure, const Plan& plan, const model::Encoder& encoder,
                           std::span<const float> parameters, const TargetScale& target);

}  // namespace mote::train::network
