// Data for the first minute, made on this computer: heartbeats, and gestures recorded with an acceleration sensor.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace mote::studio {

/// `name`: heartbeats (one CSV) or gestures (a folder a class). The same bytes every time. Errors: usage for another
/// name, io.
Status write_example(const std::string& name, const std::filesystem::path& folder);

}  // namespace mote::studio
