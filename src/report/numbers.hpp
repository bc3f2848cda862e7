// Numbers as people read them: two or three digits that matter, thousands marked, units beside them.
#pragma once

#include <cstdint>
#include <string>

namespace mote::report {

/// 2327 -> "2,327".
std::string count_text(uint64_t count);
/// Three significant digits: 0.0312, 4.25, 1,230, 36.1 million; 0 and integers below 10,000 in full.
std::string number_text(double value);
/// "72 of 100"; "fewer than 1 of 100" and "more than 99 of 100" at the ends, so that no share looks whole that is not.
std::string of_100(double share);

}  // namespace mote::report
