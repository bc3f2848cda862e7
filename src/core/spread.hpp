// A few of many, evenly.
#pragma once

#include <cstddef>
#include <vector>

namespace mote {

/// At most `count` of `from`, in their order and evenly spread, both ends among them (one: the first).
template <class T>
std::vector<T> spread_over(const std::vector<T>& from, size_t count) {
    if (from.size() <= count) return from;
    std::vector<T> out;
    for (size_t i = 0; i < count; ++i)
        out.push_back(from[count > 1 ? i * (from.size() - 1) / (count - 1) : 0]);
    return out;
}

}  // namespace mote
