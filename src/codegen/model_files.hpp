// The generated sources: the model as C, and the switches of the runtime that it needs.
#pragma once

#include <string>

#include "codegen/facts.hpp"

namespace mote::codegen {

/// model.h: sizes (MODEL_BYTES, MODEL_INPUTS, MODEL_OUTPUTS, MODEL_STEPS, MODEL_AXES, MODEL_TASK,
/// MODEL_RAW_FLOAT, MODEL_ARENA_BYTES), names (MODEL_NAME, MODEL_CLASS_NAMES), and model_bin. Error (environment):
/// a program built without its templates.
Result<std::string> model_header(const model::Package& package, const Facts& facts);

/// model.c: the bytes, in flash. Does not compile against a runtime of another version.
std::string model_source(const model::Package& package, const Facts& facts);

/// mote_config.h with all switched off that this model does not use.
std::string runtime_config(const Facts& facts);

}  // namespace mote::codegen
