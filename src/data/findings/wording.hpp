// Counts, shares, names and places, worded alike in all findings.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/findings/finding.hpp"

namespace mote::data {

/// "1 row", "2 rows".
std::string plural(size_t count, const char* one);

/// "37 of 100". Shares next to 0 and 1 are "fewer than 1 of 100" and "more than 99 of 100".
std::string out_of_100(double share);

/// The first five names, quoted, and how many more there are.
std::string name_list(const std::vector<std::string>& names);

/// The option that leaves columns out, for the first eight: "--drop a,b". In quotes where a shell needs them.
std::string drop_option(const std::vector<std::string>& names);

/// The row and its line. The file is named only where there are several.
std::string place_of(const Sight& sight, size_t row);

}  // namespace mote::data
