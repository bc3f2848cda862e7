// Files that are no tables of text, told by their first bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mote::data {

/// What the file is and what to do with it, when its first bytes (512 are enough) are those of a known kind
/// that is not text.
std::optional<Error> not_a_text_file(std::string_view first, const std::string& path);

}  // namespace mote::data
