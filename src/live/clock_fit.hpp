// The steady clock of a board behind the times at which its lines came.
#pragma once

#include <span>
#include <vector>

namespace mote::live {

/// Lines come late by what a USB port and an operating system like to take, and several at once, while a board samples
/// evenly. A straight line through the times (least squares over the number of the row) is its clock.
struct ClockFit {
    double rate_hz = 0;  ///< rows a second; 0: fewer than three rows, or no time passes
    double drift = 0;    ///< relative change of the rate from the first third of the rows to the last
    double jitter = 0;   ///< seconds: the largest distance of a row from the steady clock
    bool even = false;   ///< no row is further from it than a tenth of a second or three steps
    std::vector<double> seconds;  ///< of each row, from 0: the steady clock if even, else as they came
};

/// arrivals: seconds, never falling.
ClockFit fit_clock(std::span<const double> arrivals);

}  // namespace mote::live
