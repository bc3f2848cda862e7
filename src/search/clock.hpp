// The time of a search: when a rung ends, and what is reserved for measuring and for the refit.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <thread>
#include <vector>

#include "search/search.hpp"

namespace mote::search {

/// Knows how long trainings take. Seconds count from its construction. Not synchronised: callers hold a lock while
/// trials run.
class Clock {
  public:
    explicit Clock(const Settings& settings) : settings_(settings) {}

    double seconds() const;
    /// A trial of `rung` took so many seconds, from which those of a full training are estimated.
    void record(size_t rung, size_t candidate, double seconds);
    /// The candidates one of which is likely to be refitted, until the last rung has trained any.
    void expect_refit_of(std::vector<size_t> promising) { promising_ = std::move(promising); }

    /// Whether it is too late for `candidate` to begin a trial in `rung`.
    bool too_late(size_t rung, size_t candidate) const;
    /// After which trials of a rung that still run are stopped.
    double hard_end(size_t rung) const;
    /// Seconds for building models and running them on the simulated chip: to know what the Pareto front costs, and
    /// under limits until one meets them.
    double measuring_reserve() const;
    /// By when a refit must begin.
    double refit_begin() const { return settings_.time_limit - refit_reserve(); }

  private:
    double deadline(size_t rung) const;
    double expected_seconds(size_t rung, size_t candidate) const;
    double refit_seconds(size_t candidate) const;
    double refit_reserve() const;

    const Settings& settings_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::map<size_t, double> full_seconds_;  // candidate -> estimated seconds of a full training
    std::set<size_t> fully_trained_;         // candidates that the last rung has trained
    std::vector<size_t> promising_;
};

/// Requests a stop when the user does or when so many seconds are over (0: only when the user does); ends with its life.
class Deadline {
  public:
    Deadline(std::stop_token user, double seconds);
    std::stop_token token() { return source_.get_token(); }

  private:
    void sleep(std::stop_token end, double seconds);

    std::stop_source source_;
    std::stop_callback<std::function<void()>> forward_;
    std::jthread timer_;
};

}  // namespace mote::search
