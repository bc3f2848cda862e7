// Signs that a model would learn the setting of the recording (setting.hpp) or the file instead of the thing recorded.
#pragma once

#include <optional>
#include <vector>

#include "data/findings/finding.hpp"
#include "data/findings/neighbours.hpp"
#include "data/findings/strength.hpp"

namespace mote::data {

/// Inputs that give the target away ("leakage"): they follow the order of recording, or one is right nearly alone. Told
/// with what the nearest neighbour (`with_all`) reaches without them.
void add_leakage(const Sight& sight, const std::vector<Strength>& strengths,
                 const std::optional<Separability>& with_all, std::vector<Finding>& out);

/// Files as sessions ("sessions"), and classes that only one of them has ("class_in_one_file").
void add_sessions(const Sight& sight, std::vector<Finding>& out);

/// Dependent rows, known by nearest neighbours in the same file or stretch ("rows_hang_together").
void add_neighbours(const Sight& sight, const std::optional<Separability>& found, std::vector<Finding>& out);

}  // namespace mote::data
