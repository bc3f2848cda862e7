// A project's settings as flags of `mote inspect` and `mote train`: what the studio does can be typed as well.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "studio/workspace.hpp"

namespace mote::studio {

/// Checked and completed; only known settings stay. `changes` may hold target, drop, keep, label_from, header, window,
/// shift, session. Errors: usage.
Result<nlohmann::json> merged_settings(nlohmann::json settings, const nlohmann::json& changes);

/// Whether labels come from folders or names of files: as set, else by what was dropped ("" for a column).
std::string label_source(const nlohmann::json& settings, const std::vector<std::string>& files);

/// Files and flags, for inspect and train alike.
std::vector<std::string> reading_flags(const Workspace& workspace, int64_t project,
                                       const nlohmann::json& settings);

/// How `mote train` cuts: as set; recordings (files with a label each) are cut in any case. Empty: a line is an example.
std::vector<std::string> window_flags(const nlohmann::json& settings, bool recordings);

}  // namespace mote::studio
