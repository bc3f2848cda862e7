// Settings of kernels that search tries: from the start, and next to those that did well.
#pragma once

#include <vector>

#include "train/kernels/kernels.hpp"

namespace mote::train::kernels {

/// Settings worth trying, the most often best first.
std::vector<Settings> proposals(const TrainingRows& rows, const Goal& goal);

/// One step away from `from`; some may equal it.
std::vector<Settings> settings_near(const Settings& from, const TrainingRows& rows, const Goal& goal);

}  // namespace mote::train::kernels
