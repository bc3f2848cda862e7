// What a chip is sent and what it answers are 32-bit floats: numbers that need more digits are refused, not
// rounded.
#pragma once

#include <cstdint>
#include <span>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "data/csv.hpp"

namespace mote::data {

/// Error (input) when a column, or the target of a regression, differs over the rows of `index` by so little
/// beside its size that rounding to float would add more than a hundredth of its deviation. The remedy is an
/// offset.
Status check_digits(const Table& table, const Targets& targets, std::span<const uint32_t> index);

}  // namespace mote::data
