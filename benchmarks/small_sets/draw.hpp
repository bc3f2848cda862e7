// Small training sets, cut from the training rows of large ones; rows that were not drawn are the judges.
#pragma once

#include <algorithm>

#include "search/validation.hpp"

namespace mote::benchmarks {

struct Draw {
    TrainingRows rows, judges;
};

/// `count` rows with the classes as they come, and up to 2,000 judges. The same seed draws the same.
inline Draw draw(const TrainingRows& all, size_t count, uint64_t seed) {
    constexpr size_t most_judges = 2000;
    Draw out{search::subsample(all, count, seed), all};
    std::erase_if(out.judges.index, [&](uint32_t r) {
        return std::binary_search(out.rows.index.begin(), out.rows.index.end(), r);
    });
    out.judges = search::subsample(out.judges, most_judges, seed);
    return out;
}

}  // namespace mote::benchmarks
