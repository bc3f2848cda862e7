// No command writes over what it reads.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::apps {

/// A file that a command is about to write, and the option that named it.
struct Output {
    std::string option;
    std::string path;  ///< empty or "-": nothing is written
};

/// Error (usage) when an output is one of the inputs, by whatever name or link, or when two outputs are one
/// file. An input that is a run folder stands for the model and the report in it.
Status check_outputs(const std::vector<Output>& outputs, const std::vector<std::string>& inputs);

}  // namespace mote::apps
