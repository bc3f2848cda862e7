// The project that `mote studio --load` begins with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "studio/index.hpp"
#include "studio/workspace.hpp"

namespace mote::studio {

struct LoadRequest {
    std::vector<std::filesystem::path> files = {};  ///< copied into the project
    std::string name = {};                          ///< of the project; of the files without it
    std::string target = {};                        ///< column to predict; left to the page without it
};

/// Number of the project; 0 without files. One of this name with these files is taken as it is, so that the same command
/// twice makes one project. Error (io): a file cannot be copied; then there is no project.
Result<int64_t> load_project(const Workspace& workspace, Index& index, const LoadRequest& request);

}  // namespace mote::studio
