// mote inspect as a page.
#pragma once

#include <string>

#include "data/inspect.hpp"

namespace mote::report {

/// The whole page, to be written to a file. `command` makes it again: "mote inspect data.csv --target y".
std::string inspection_page(const data::Inspection& inspection, const std::string& command);

}  // namespace mote::report
