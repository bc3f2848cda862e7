// The stretches of a recording that belong together: no window reaches from one into another.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/csv.hpp"

namespace mote::data {

struct Session {
    std::vector<uint32_t> rows;  ///< of the table, in the order of time
};

struct Sessions {
    std::vector<Session> list;  ///< in the order of the table
    size_t fragments = 0;       ///< that blank lines or repeated titles part from the one before
    size_t gaps = 0;            ///< jumps of the clock that part sessions
};

/// A session ends at the end of a file, at blank lines (where fragments have eight rows on average), where the
/// column of sessions changes, and where the clock jumps back or by more than four of its usual steps. Rows with
/// the same value in the column of sessions are one session wherever they stand in their file.
Sessions find_sessions(const Table& table);

/// A number for each row, equal where the column holds the same; no_code where it holds nothing.
std::vector<uint32_t> codes_of(const TargetColumn& column);

}  // namespace mote::data
