// What a terminal can show, and text that fits into it. UTF-8 signs count as one column.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace mote::apps {

/// The locale of the environment writes UTF-8.
bool terminal_has_braille();
/// Columns of the terminal that is written to, 40 to 160; `otherwise` where it is none.
size_t terminal_columns(std::FILE* out, size_t otherwise = 80);
size_t characters(std::string_view text);
/// `text` as so many columns: cut, or padded with spaces.
std::string fitted(std::string_view text, size_t columns);

}  // namespace mote::apps
