#include "faults.hpp"

namespace mote::test {
namespace {

constexpr int burst_bytes = 8;
constexpr int longest_delay_ms = 50;

}  // namespace

std::vector<LateByte> Faults::through(std::span<const uint8_t> bytes) {
    std::vector<LateByte> out;
    for (const uint8_t byte : bytes) one(byte, out);
    bytes_ += bytes.size();
    return out;
}

void Faults::one(uint8_t byte, std::vector<LateByte>& out) {
    if (burst_left_ == 0 && happens(shares_.burst / burst_bytes)) burst_left_ = burst_bytes;
    if (burst_left_ > 0) {
        --burst_left_;
        ++damaged_;
        if (happens(0.5)) out.push_back({flipped(byte), 0});
        return;
    }
    const auto before = damaged_;
    const int delay = happens(shares_.delay) ? static_cast<int>(1 + rng_.below(longest_delay_ms)) : 0;
    damaged_ += delay > 0;
    if (happens(shares_.flip)) ++damaged_, byte = flipped(byte);
    if (before == damaged_ && happens(shares_.lose)) {
        ++damaged_;
        return;
    }
    out.push_back({byte, delay});
    if (before != damaged_ || !happens(shares_.twice)) return;
    ++damaged_;
    out.push_back({byte, 0});
}

}  // namespace mote::test
