// Which families of models a search tries.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "train/family.hpp"

namespace mote::search {

/// Those of these names; without names all, but `signal` for windows of a recording alone: they begin anywhere, so that
/// what a step holds says little and statistics over the steps say much. Rows whose steps have a meaning (a beat, centred on
/// its peak) gain nothing by them and pay with time. Error (usage): an unknown name.
Result<std::vector<const train::Family*>> wanted_families(const std::vector<std::string>& names,
                                                          bool windows);

}  // namespace mote::search
