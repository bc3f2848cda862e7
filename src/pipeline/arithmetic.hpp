// Answers of a model in whole numbers and in floats.
#pragma once

#include <optional>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "model/binary.hpp"
#include "model/evaluator.hpp"

namespace mote::pipeline {

struct BothArithmetics {
    model::Answers integers, floats;
};

/// Of the model without its decision; none where it has no counterpart in floats (model/float_counterpart.hpp), or one that
/// is too large for a model file.
Result<std::optional<BothArithmetics>> answer_in_both(const model::Bytes& model, const TestRows& rows,
                                                      unsigned jobs);

}  // namespace mote::pipeline
