// How the rows of a package's model are cut from recordings: a part of Package::information that travels with it.
#pragma once

#include "core/windowing.hpp"
#include "model/package.hpp"

namespace mote::model {

/// As JSON: {"window", "shift", "rate_hz", "axes", "session", "centred"}, steps as whole numbers.
nlohmann::json to_json(const Windowing& windowing);

/// Under the key "windowing" of `information`; nothing for rows that are no windows.
void set_windowing(nlohmann::json& information, const Windowing& windowing);

/// None where the package has none, or one that does not fit its inputs: then rows are rows.
Windowing windowing_of(const Package& package);

}  // namespace mote::model
