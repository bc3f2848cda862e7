// What every recording promises, whatever its bytes were.
#pragma once

#include "data/reading/recording.hpp"
#include "fuzz.hpp"

namespace mote::fuzz {

inline void check(const data::Recording& recording) {
    demand(!recording.titles.empty(), "a recording has columns");
    demand(recording.values.size() % recording.titles.size() == 0, "a recording has whole rows");
    demand(recording.labels.empty() || recording.labels.size() == recording.rows(), "a label for each row");
    demand(recording.rate_hz >= 0, "a rate is 0 or above");
}

}  // namespace mote::fuzz
