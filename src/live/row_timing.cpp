#include "live/row_timing.hpp"

#include <cmath>

namespace mote::live {

namespace {

constexpr double gap_seconds = 1;
constexpr double gap_steps = 4;
constexpr double rate_look = 3;  // seconds of steps that tell their rate
constexpr double rate_within = 0.05;

}  // namespace

bool RowTiming::on_row(double seconds) {
    const double pause = seconds - last_;
    const bool gap =
        rows_ > 0 && pause > gap_seconds && (trained_hz_ <= 0 || pause * trained_hz_ > gap_steps);
    if (rows_++ == 0) first_ = seconds;
    last_ = seconds;
    return gap;
}

std::optional<double> RowTiming::other_rate() const {
    const double time = last_ - first_;
    if (time < rate_look || trained_hz_ <= 0) return std::nullopt;
    const double found = static_cast<double>(rows_ - 1) / time;
    if (std::abs(found / trained_hz_ - 1) <= rate_within) return std::nullopt;
    return found;
}

}  // namespace mote::live
