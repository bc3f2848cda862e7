// What an inspection found, in sentences that the terminal and the page share.
#pragma once

#include <string>

#include "data/inspect.hpp"

namespace mote::report {

/// "2,327 rows of 187 readings in order; 2 kinds, 72 of 100 are '1'."
std::string what_is_there(const data::Inspection& inspection);

/// "The nearest neighbour, without any training, is right in 94 of 100 rows (could be 93 to 95; always saying the most
/// frequent: 72)." Empty without a target.
std::string what_to_expect(const data::Inspection& inspection);

/// Inputs that are left for training.
size_t input_count(const data::Inspection& inspection);

}  // namespace mote::report
