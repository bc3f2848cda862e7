#include "search/clock.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "search/rungs.hpp"
#include "search/schedule.hpp"

namespace mote::search {

double Clock::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

void Clock::record(size_t rung, size_t candidate, double seconds) {
    full_seconds_[candidate] = seconds / rungs[rung].fidelity;
    if (rung == last_rung) fully_trained_.insert(candidate);
}

double Clock::refit_seconds(size_t candidate) const {
    const auto found = full_seconds_.find(candidate);
    if (found == full_seconds_.end()) return 0;
    // on all training rows instead of a fold of them, and while nothing else can be shortened any more
    return std::min(found->second * schedule.refit_growth, settings_.time_limit * schedule.longest_refit);
}

/// The longest among what may be chosen: what the last rung has trained, before that the most promising. Others may
/// take far longer.
double Clock::refit_reserve() const {
    double reserve = 0;
    for (const size_t candidate : fully_trained_) reserve = std::max(reserve, refit_seconds(candidate));
    if (!fully_trained_.empty()) return reserve;
    for (const size_t candidate : promising_) reserve = std::max(reserve, refit_seconds(candidate));
    return reserve;
}

double Clock::measuring_reserve() const {
    if (settings_.chip == nullptr) return 0;
    if (settings_.limits.any()) return settings_.time_limit * schedule.measuring_in_limits;
    return std::min(settings_.time_limit * schedule.measuring, schedule.measuring_seconds);
}

/// After which no further trial of a rung begins.
double Clock::deadline(size_t rung) const {
    if (rung == last_rung) return refit_begin() - measuring_reserve();
    return settings_.time_limit * schedule.rung_ends[rung];
}

double Clock::hard_end(size_t rung) const {
    return rung == last_rung ? deadline(rung) : settings_.time_limit * schedule.hard_end;
}

double Clock::expected_seconds(size_t rung, size_t candidate) const {
    const auto found = full_seconds_.find(candidate);
    return found == full_seconds_.end() ? 0 : found->second * rungs[rung].fidelity;
}

bool Clock::too_late(size_t rung, size_t candidate) const {
    if (rung < last_rung) return seconds() > deadline(rung);
    // its own refit may take longer than what is kept for those of others
    const double refit = std::max(refit_seconds(candidate) - refit_reserve(), 0.0);
    return seconds() + expected_seconds(last_rung, candidate) + refit > deadline(last_rung);
}

Deadline::Deadline(std::stop_token user, double seconds)
    : forward_(user, [this] { source_.request_stop(); }) {
    if (seconds > 0) timer_ = std::jthread([this, seconds](std::stop_token end) { sleep(end, seconds); });
}

void Deadline::sleep(std::stop_token end, double seconds) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any wake;
    wake.wait_for(lock, end, std::chrono::duration<double>(seconds), [] { return false; });
    if (!end.stop_requested()) source_.request_stop();
}

}  // namespace mote::search
