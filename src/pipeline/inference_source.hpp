// The text of device/measure/inference.c.
#pragma once

#include <string_view>

namespace mote::pipeline {

extern const std::string_view inference_source;

}  // namespace mote::pipeline
