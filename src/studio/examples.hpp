// Data for the first minute, made on this computer: heartbeats, and gestures recorded with an acceleration sensor.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace mote::studio {

/// `name`: heartbeats (one CSV) or gestures (a folder a class). The same bytes every time. Errors: usage for another
/// name, io.
Status write_example(const std::string& name, const std::filesystem::path& folder);

/// Voltages at three pins (titles x, y, z, around 2 V), 50 a second, for the simulated board: the gestures in turn, four
/// seconds of each, for ever.
Status write_movement(const std::filesystem::path& file);

}  // namespace mote::studio
