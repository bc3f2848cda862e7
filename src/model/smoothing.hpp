// Smoothing of answers: as people write it, and in a package.
#pragma once

#include <string>

#include "core/result.hpp"
#include "core/smoothing.hpp"
#include "model/package.hpp"

namespace mote::model {

/// votes: "3/5", three of the last five answers; empty: each answer counts. Errors (usage): no such thing, or so few
/// votes that two classes could win.
Result<Smoothing> smoothing_from(const std::string& votes, unsigned hold);

/// Under the key "smoothing" of `information`: {"votes", "of", "hold"}; nothing for none.
void set_smoothing(nlohmann::json& information, const Smoothing& smoothing);

/// None where the package has none, or one that the chip would not take.
Smoothing smoothing_of(const Package& package);

}  // namespace mote::model
