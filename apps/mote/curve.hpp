// A curve in a few lines of text.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace mote::apps {

/// `values` from left to right, two a column, joined; one not finite is a gap. The newest are at the right end; older ones
/// than fit are left out. Scaled to low..high; braille where the locale is UTF-8 (`braille`), else stars.
std::vector<std::string> curve_lines(std::span<const float> values, size_t columns, size_t lines, float low,
                                     float high, bool braille);

/// The locale of the environment writes UTF-8.
bool terminal_has_braille();
/// Columns of the terminal of standard output, 40 to 160; 80 where it does not tell.
size_t terminal_columns();
/// `text` as so many columns: cut, or padded with spaces. UTF-8 signs count as one column.
std::string fitted(const std::string& text, size_t columns);

}  // namespace mote::apps
