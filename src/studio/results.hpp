// Models of a run, as files.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace mote::studio {

/// Of the chosen model (no point), or of a point of the front. Errors: usage.
Result<std::filesystem::path> model_file(const std::filesystem::path& run_folder, const std::string& point);

}  // namespace mote::studio
