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

}  // namespace mote::apps
