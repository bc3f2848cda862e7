// Test rows in a matrix of their own: what is learnt, the type of the samples too, depends on training rows alone.
#pragma once

#include <cstdint>
#include <span>

#include "core/samples.hpp"

namespace mote::data {

/// A matrix of the same height in the narrowest type that keeps `rows` exactly; all other rows are zero.
SampleMatrix only(const SampleMatrix& samples, std::span<const uint32_t> rows);

/// `rows` alone, one after another, in the narrowest type that keeps them exactly.
SampleMatrix compact(const SampleMatrix& samples, std::span<const uint32_t> rows);
Targets compact(const Targets& targets, std::span<const uint32_t> rows);

}  // namespace mote::data
