// Some of a model's answers.
#pragma once

#include <cstdint>
#include <span>

#include "model/evaluator.hpp"

namespace mote::quality {

/// The answers at these places (not row numbers), which may repeat, in their order.
model::Answers picked(const model::Answers& answers, std::span<const uint32_t> places);

}  // namespace mote::quality
