// What a search tells while its rungs run: each trial, and the best so far.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "search/clock.hpp"
#include "search/search.hpp"

namespace mote::search {

/// Counts trials, remembers the best and calls Settings::on_event. Not synchronised: callers hold a lock while trials
/// run.
class EventReporter {
  public:
    EventReporter(const Settings& settings, const Clock& clock) : settings_(settings), clock_(clock) {}

    /// `jobs`: trials that the rung is going to run.
    void rung_begins(size_t rung, size_t jobs, std::string text);
    /// One of `jobs` trials is finished; `text`: its candidate.
    void trial_finished(size_t rung, size_t jobs, std::string text, const Trial& trial);

    /// Event::best_by_size.
    std::vector<std::pair<size_t, double>> best_by_size() const;
    size_t trials() const { return finished_; }

  private:
    void send(Event event) const;
    void remember(const Point& point);

    const Settings& settings_;
    const Clock& clock_;
    size_t finished_ = 0;
    size_t done_in_rung_ = 0;
    std::optional<std::pair<double, size_t>> best_;  // score, bytes
    std::map<size_t, double> best_up_to_;  // size, a power of two -> best score of what lies in its half
};

}  // namespace mote::search
