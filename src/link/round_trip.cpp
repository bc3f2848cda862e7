#include "link/round_trip.hpp"

#include <cmath>

namespace mote::link {
namespace {

/// Added to the estimate: what the computer itself may be late by.
constexpr double grace_ms = 8;

}  // namespace

void RoundTrip::add(double milliseconds) {
    if (!seen_) {
        smoothed_ = milliseconds;
        deviation_ = milliseconds / 2;
        seen_ = true;
        return;
    }
    deviation_ += (std::abs(smoothed_ - milliseconds) - deviation_) / 4;
    smoothed_ += (milliseconds - smoothed_) / 8;
}

std::optional<double> RoundTrip::time_out_ms() const {
    if (!seen_) return {};
    return smoothed_ + 4 * deviation_ + grace_ms;
}

}  // namespace mote::link
