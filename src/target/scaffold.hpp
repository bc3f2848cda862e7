// The text of device/measure, the firmware around a measured inference.
#pragma once

#include <string_view>

namespace mote::target {

extern const std::string_view scaffold_source;  ///< measure.c
extern const std::string_view scaffold_header;  ///< measure.h

}  // namespace mote::target
