#include "live/clock_fit.hpp"

#include <algorithm>
#include <cmath>

namespace mote::live {
namespace {

constexpr size_t fewest_rows = 3;
constexpr size_t rows_for_drift = 30;
constexpr double usual_delay = 0.1;  // seconds
constexpr double most_steps = 3;

struct Straight {
    double start = 0, step = 0;  ///< seconds
};

Straight through(std::span<const double> times) {
    const double n = static_cast<double>(times.size());
    const double middle = (n - 1) / 2;
    double sum = 0, moment = 0, squares = 0;
    for (size_t i = 0; i < times.size(); ++i) {
        const double at = static_cast<double>(i) - middle;
        sum += times[i] - times.front();
        moment += at * (times[i] - times.front());
        squares += at * at;
    }
    const double step = moment / squares;
    return {times.front() + sum / n - step * middle, step};
}

double drift_of(std::span<const double> times) {
    if (times.size() < rows_for_drift) return 0;
    const size_t third = times.size() / 3;
    const double first = through(times.first(third)).step, last = through(times.last(third)).step;
    return last > 0 ? first / last - 1 : 0;
}

}  // namespace

ClockFit fit_clock(std::span<const double> arrivals) {
    ClockFit fit;
    for (const double time : arrivals) fit.seconds.push_back(time - arrivals.front());
    if (arrivals.size() < fewest_rows || !(arrivals.back() > arrivals.front())) return fit;
    const Straight clock = through(arrivals);
    fit.rate_hz = 1 / clock.step;
    fit.drift = drift_of(arrivals);
    for (size_t i = 0; i < arrivals.size(); ++i)
        fit.jitter =
            std::max(fit.jitter, std::abs(arrivals[i] - clock.start - static_cast<double>(i) * clock.step));
    fit.even = fit.jitter <= std::max(usual_delay, most_steps * clock.step);
    if (!fit.even) return fit;
    for (size_t i = 0; i < fit.seconds.size(); ++i) fit.seconds[i] = static_cast<double>(i) * clock.step;
    return fit;
}

}  // namespace mote::live
