// Independent pieces of work on several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace mote {

/// Calls work(i) once for each i < count, on at most `jobs` threads, in rising order of starting. Work that
/// writes only to its own slot makes the outcome independent of `jobs`.
inline void parallel_for(size_t count, unsigned jobs, const std::function<void(size_t)>& work) {
    std::atomic<size_t> next = 0;
    auto worker = [&] {
        for (size_t i = next++; i < count; i = next++) work(i);
    };
    std::vector<std::jthread> threads;
    for (unsigned t = 1; t < jobs && t < count; ++t) threads.emplace_back(worker);
    worker();
}

}  // namespace mote
