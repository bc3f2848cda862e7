// The rate of a recording, and the same recording at a steady one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/csv.hpp"
#include "data/windows/sessions.hpp"

namespace mote::data {

struct Rate {
    double hz = 0;          ///< 0: nothing tells
    std::string source;     ///< "by 'time' in ms", for people
    bool by_clock = false;  ///< rows have times of their own
};

/// `told` (--rate) first, then the clock of the rows (the median over sessions, four digits), then what the format
/// of the file says.
Rate find_rate(const Table& table, const Sessions& sessions, double told);

/// The time steps of a session. Step i is row[i], moved by ahead[i] of the way towards next[i].
struct Steps {
    std::vector<uint32_t> row;
    std::vector<uint32_t> next;  ///< empty where nothing was moved
    std::vector<float> ahead;    ///< 0 to 1
    bool resampled() const { return !next.empty(); }
    size_t size() const { return row.size(); }
};

/// The rows themselves where their times keep the rate: its mean within 2 %, and 99 of 100 steps within half a
/// step. Otherwise resampled by linear interpolation. Clocks that stand still between rows (stamps of whole
/// seconds) say no more than the mean.
Steps steps_of(const Table& table, const Session& session, const Rate& rate);

}  // namespace mote::data
