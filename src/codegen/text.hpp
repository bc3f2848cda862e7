// Text forms that must hold for any content: names come out of CSV files.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mote::codegen {

/// A C string literal with its quotes, the same bytes again when compiled; nothing in it can end it early.
std::string c_string(std::string_view text);

/// "0x4d, 0x01, ..." in lines of 16, each indented by 4.
std::string hex_lines(std::span<const uint8_t> bytes);

/// Intel HEX: data records of 16 bytes from address 0, then the end record. At most 65536 bytes.
std::string intel_hex(std::span<const uint8_t> bytes);

/// One line of Markdown that shows the text as it is, also inside a table; control characters become spaces.
std::string markdown(std::string_view text);

/// Replaces each {{key}} by its value, which is not looked at again. Error (input): a key without a value.
Result<std::string> fill_template(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace mote::codegen
