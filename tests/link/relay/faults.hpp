// What a bad line does to bytes, the same for the same seed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/rng.hpp"

namespace mote::test {

/// Shares of the bytes, 0 to 1.
struct FaultShares {
    double flip = 0;   ///< some of its bits are others
    double lose = 0;   ///< it does not come
    double twice = 0;  ///< it comes twice
    double delay = 0;  ///< it comes late, and what follows waits
    double burst = 0;  ///< it is one of eight that are flipped or lost
};

struct LateByte {
    uint8_t byte;
    int delay_ms;  ///< behind the one before
};

class Faults {
  public:
    Faults(const FaultShares& shares, uint64_t seed) : shares_(shares), rng_(seed) {}

    /// What comes out at the end of the line.
    std::vector<LateByte> through(std::span<const uint8_t> bytes);
    uint64_t damaged() const { return damaged_; }
    uint64_t bytes() const { return bytes_; }

  private:
    bool happens(double share) { return rng_.uniform() < share; }
    uint8_t flipped(uint8_t byte) { return static_cast<uint8_t>(byte ^ (1 + rng_.below(255))); }
    void one(uint8_t byte, std::vector<LateByte>& out);

    const FaultShares shares_;
    Rng rng_;
    int burst_left_ = 0;
    uint64_t damaged_ = 0;
    uint64_t bytes_ = 0;
};

}  // namespace mote::test
