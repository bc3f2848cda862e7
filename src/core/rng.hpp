// Explicit random numbers: the same seed gives the same stream on every machine and thread count.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

namespace mote {

/// xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64. Cheap to copy; never shared between threads.
class Rng {
  public:
    explicit Rng(uint64_t seed) {
        for (auto& word : state_) word = splitmix(seed);
    }

    /// A stream of its own for sub-task `index`: results do not depend on who runs first.
    static Rng fork(uint64_t seed, uint64_t index) {
        uint64_t mixed = seed ^ (index * 0x9E3779B97F4A7C15ull + 0xD1B54A32D192ED03ull);
        return Rng(splitmix(mixed));
    }

    uint64_t next() {
        const uint64_t result = rotl(state_[1] * 5, 7) * 9;
        const uint64_t t = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= t;
        state_[3] = rotl(state_[3], 45);
        return result;
    }

    /// Uniform in [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Uniform in [0, bound), bound > 0 (Lemire's multiply-shift; the bias is below 2^-32 for bounds below
    /// 2^32).
    uint32_t below(uint32_t bound) { return static_cast<uint32_t>(((next() >> 32) * bound) >> 32); }
    /// Standard normal (Box and Muller 1958).
    double normal() {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(2.0 * std::numbers::pi * uniform());
    }
    template <class T>
    void shuffle(std::vector<T>& items) {
        for (size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[below(static_cast<uint32_t>(i))]);
    }

  private:
    static uint64_t rotl(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    static uint64_t splitmix(uint64_t& x) {
        uint64_t z = (x += 0x9E3779B97F4A7C15ull);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    uint64_t state_[4] = {};
};

}  // namespace mote
