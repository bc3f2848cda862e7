// How a run stands: its process, its folder, and what the index says of it.
#pragma once

#include <nlohmann/json.hpp>

#include "studio/context.hpp"
#include "studio/worker.hpp"

namespace mote::studio {

/// A run that is "working" in the index, and whose process has ended, becomes done, stopped (by the user, with the best
/// so far), failed (with the program's words) or broken (the computer or the training died).
Status refresh(const Context& context, Run& run);

/// For the page.
nlohmann::json describe_run(const Run& run);

}  // namespace mote::studio
