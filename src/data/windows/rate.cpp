#include "data/windows/rate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace mote::data {
namespace {

constexpr size_t fewest_rows = 3;
constexpr double coarse_share = 0.05;   // of steps in which the clock stands still
constexpr double mean_within = 0.02;    // of the rate
constexpr double uneven_share = 0.01;   // of steps that are off by half a step
constexpr double most_resampled = 1e8;  // steps of one session: a broken clock must not eat all memory

double four_digits(double value) {
    return std::strtod(fmt::format("{:.4g}", value).c_str(), nullptr);
}

/// The clock over the rows of a session.
struct Clock {
    std::vector<double> seconds;
    size_t still = 0;  ///< steps in which it does not go on
    bool whole = true;

    Clock(const Table& table, const Session& session) {
        for (const uint32_t row : session.rows) seconds.push_back(table.origin.seconds[row]);
        for (size_t i = 0; i < seconds.size(); ++i) {
            whole = whole && std::isfinite(seconds[i]);
            if (i > 0 && !(seconds[i] > seconds[i - 1])) ++still;
        }
        whole = whole && seconds.size() >= fewest_rows && duration() > 0;
    }
    double duration() const { return seconds.back() - seconds.front(); }
    double mean_step() const { return duration() / static_cast<double>(seconds.size() - 1); }
    bool coarse() const {
        return static_cast<double>(still) > coarse_share * static_cast<double>(seconds.size() - 1);
    }
    bool keeps(double step) const {
        size_t uneven = 0;
        for (size_t i = 1; i < seconds.size(); ++i)
            uneven += std::abs(seconds[i] - seconds[i - 1] - step) > step / 2;
        return std::abs(mean_step() / step - 1) <= mean_within &&
               static_cast<double>(uneven) <= uneven_share * static_cast<double>(seconds.size() - 1);
    }
};

/// Median over rows of the mean step of their session; 0: no session tells.
double usual_step(const Table& table, const Sessions& sessions) {
    std::vector<std::pair<double, size_t>> steps;
    size_t rows = 0;
    for (const auto& session : sessions.list) {
        if (session.rows.size() < fewest_rows) continue;
        const Clock clock(table, session);
        if (!clock.whole) continue;
        steps.emplace_back(clock.mean_step(), session.rows.size());
        rows += session.rows.size();
    }
    std::ranges::sort(steps);
    size_t seen = 0;
    for (const auto& [step, count] : steps)
        if ((seen += count) * 2 >= rows) return step;
    return 0;
}

Steps resampled(const Session& session, const Clock& clock, double step) {
    Steps out;
    const auto count = static_cast<size_t>(clock.duration() / step + 1e-6) + 1;
    size_t at = 0;
    for (size_t i = 0; i < count; ++i) {
        const double time = clock.seconds.front() + static_cast<double>(i) * step;
        while (at + 2 < clock.seconds.size() && clock.seconds[at + 1] <= time) ++at;
        const double span = clock.seconds[at + 1] - clock.seconds[at];
        const double share = span > 0 ? (time - clock.seconds[at]) / span : 0;
        out.row.push_back(session.rows[at]);
        out.next.push_back(session.rows[at + 1]);
        out.ahead.push_back(static_cast<float>(std::clamp(share, 0.0, 1.0)));
    }
    return out;
}

}  // namespace

Rate find_rate(const Table& table, const Sessions& sessions, double told) {
    Rate rate;
    const auto& origin = table.origin;
    const double step = origin.seconds.empty() ? 0 : usual_step(table, sessions);
    rate.by_clock = step > 0;
    if (told > 0) {
        rate.hz = told;
        rate.source = "as told";
    } else if (step > 0) {
        rate.hz = four_digits(1 / step);
        rate.source = "by " + origin.clock;
    } else if (origin.rate_hz > 0) {
        rate.hz = origin.rate_hz;
        rate.source = "as the file says";
    }
    return rate;
}

Steps steps_of(const Table& table, const Session& session, const Rate& rate) {
    Steps plain{session.rows, {}, {}};
    if (!rate.by_clock || rate.hz <= 0 || session.rows.size() < fewest_rows) return plain;
    const Clock clock(table, session);
    const double step = 1 / rate.hz;
    if (!clock.whole || clock.coarse() || clock.keeps(step) || clock.duration() / step > most_resampled)
        return plain;
    return resampled(session, clock, step);
}

}  // namespace mote::data
