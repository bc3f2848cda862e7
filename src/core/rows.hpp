// Row numbers. An empty list is no rows; all of them are said by their numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace mote {

/// 0, 1 ... rows - 1.
inline std::vector<uint32_t> all_rows(size_t rows) {
    std::vector<uint32_t> index(rows);
    std::iota(index.begin(), index.end(), 0u);
    return index;
}

}  // namespace mote
