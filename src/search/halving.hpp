// Successive halving over a list of candidates: runs the trials of each rung (rungs.hpp) while there is time (clock.hpp),
// keeps what they score (trial_scores.hpp) and tells of it (events.hpp).
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "search/clock.hpp"
#include "search/events.hpp"
#include "search/profiling.hpp"
#include "search/rungs.hpp"
#include "search/search.hpp"
#include "search/selection.hpp"
#include "search/trial_scores.hpp"
#include "search/validation.hpp"

namespace mote::search {

using Candidates = std::vector<std::unique_ptr<train::Candidate>>;

class Halving {
  public:
    Halving(const Settings& settings, Candidates candidates, const Validation& validation);

    /// Runs all rungs. Afterwards points() holds what is known of the candidates of the last rung: nothing, when no
    /// model was finished within the limits.
    Status run();
    const std::vector<Scored>& points() const { return scores_.points(); }
    const train::Candidate& candidate(const Scored& point) const { return *candidates_[point.candidate]; }
    /// Scores more candidates as the last rung does, while time is left; their points join the others.
    Status run_more(Candidates candidates);
    /// Of `candidates`, in the order of their loss on the first fold with the effort of rung 1, the first
    /// `count`. The loss is that of the largest model, with `limited` of those that meet the limits. What does
    /// not begin within `time_share` of the time limit is left out.
    Candidates best_of(Candidates candidates, size_t count, bool limited, double time_share);
    bool knows(const std::string& description) const;
    /// The model that represents a point: of its candidate, trained on the first fold, largest within bytes.
    const model::Bytes& model_of(const Scored& point) const { return scores_.model_of(point); }
    /// The same of every fold that its candidate was trained on, with the rows that validated it.
    std::vector<FoldModel> fold_models(const Scored& point) const;
    /// The same with a full training on each fold; trains on those that are missing, unless it is stopped.
    std::vector<FoldModel> whole_fold_models(const Scored& point);
    /// Where there is a chip, profiles `models` for at most so many seconds.
    void profile(const std::vector<const model::Bytes*>& models, double time_limit) const;
    /// Event::best_by_size. Not while a rung runs.
    std::vector<std::pair<size_t, double>> best_by_size() const { return events_.best_by_size(); }
    size_t trials() const { return events_.trials(); }
    bool stopped() const { return settings_.stop.stop_requested(); }
    double seconds() const { return clock_.seconds(); }
    /// As Clock's.
    double measuring_reserve() const { return clock_.measuring_reserve(); }
    double refit_begin() const { return clock_.refit_begin(); }

  private:
    Status repeat_last_rung();
    /// `of_rung`: all jobs that this rung ever had, when `jobs` come on top of others.
    Status run_rung(size_t rung, const std::vector<Job>& jobs, const std::vector<Job>& of_rung);
    void run_job(size_t rung, const Job& job, size_t total, std::stop_token stop);
    /// From the store, or trained; none when interrupted or failed (first_error_).
    std::optional<Trial> trial_of(size_t rung, const Job& job, std::stop_token stop);
    bool out_of_time(size_t rung, size_t candidate);

    const Settings& settings_;
    Clock clock_;
    RungPlan plan_;
    Candidates candidates_;
    std::mutex mutex_;  // of clock_, scores_, events_ and first_error_ while trials run
    TrialScores scores_;
    EventReporter events_;
    std::vector<Job> last_jobs_;
    std::optional<Error> first_error_;
};

}  // namespace mote::search
