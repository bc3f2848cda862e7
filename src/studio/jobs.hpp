// Short work in programs beside this one: what is going on, whether it went well, and its words.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::studio {

/// Runs `mote ARGUMENTS...`; its standard output. An exit status other than 0 becomes an Error that carries the
/// program's own words: message, place and remedy as it printed them.
Result<std::string> run_mote(std::vector<std::string> arguments,
                             std::chrono::milliseconds limit = std::chrono::minutes(10));

/// Names of files as the user knows them: without the folder that they were put in.
std::string without_folder(const std::string& text, const std::string& folder);
Error without_folder(Error error, const std::string& folder);

/// The words after "error: " as an Error again.
Error error_of_output(const std::string& errors, const std::string& otherwise);

}  // namespace mote::studio
