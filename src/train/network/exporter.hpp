// From trained floats to the Model.
#pragma once

#include <span>

#include "core/result.hpp"
#include "model/model.hpp"
#include "train/base/targets.hpp"
#include "train/network/grid.hpp"

namespace mote::train::network {

/// int8 activations: numbers rounded to `grid`, which training has respected.
model::Model export_integers(const Plan& plan, const model::Encoder& encoder, const Grid& grid,
                             std::span<const float> parameters, const base::Frame& frame);

/// int16 activations and weights, rounded after training. largest[i]: largest activation that leaves layer i.
model::Model export_int16(const Plan& plan, const model::Encoder& encoder, std::span<const float> largest,
                          std::span<const float> parameters, const base::Frame& frame);

/// Floats as they are.
model::Model export_floats(const Plan& plan, const model::Encoder& encoder, std::span<const float> parameters,
                           const base::Frame& frame);

}  // namespace mote::train::network
