// An integer model in floating-point arithmetic: what its rounding does to its answers.
#pragma once

#include <optional>

#include "model/model.hpp"

namespace mote::model {

/// The same numbers as floats: samples are encoded without rounding and limits, sums are neither shifted nor limited, so that
/// nothing is rounded but IEEE singles. Without the model's decision. Scores are in nats or units of the target. None for
/// float models, and for those with a layer that compares or counts whole numbers (trees, proportions, signal, sparse), which
/// has no form in floats.
std::optional<Model> float_counterpart(const Model& model);

}  // namespace mote::model
