// The rungs of successive halving over a fixed list of candidates.
#pragma once

#include <chrono>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "search/search.hpp"
#include "search/selection.hpp"
#include "search/validation.hpp"

namespace mote::search {

using Candidates = std::vector<std::unique_ptr<train::Candidate>>;

/// How much of a full training a rung does.
struct Rung {
    double fidelity;         ///< share of epochs or rounds
    size_t most_rows;        ///< rows that a trial may fit
    size_t least_validated;  ///< as many validation folds as have that many validation rows, if there are
    size_t most_validated;   ///< validation rows of one fold
};
inline constexpr size_t all_rows = std::numeric_limits<size_t>::max();
inline constexpr Rung rungs[] = {
    {0.12, 6000, 150, 5000}, {0.35, 20000, 400, 5000}, {1.0, 200000, all_rows, all_rows}};
inline constexpr size_t last_rung = 2;

class Halving {
  public:
    Halving(const Settings& settings, Candidates candidates, const Validation& validation);

    /// Runs all rungs. Afterwards points() holds what is known of the candidates of the last rung: nothing, when no
    /// model was finished within the limits.
    Status run();
    const std::vector<Scored>& points() const { return points_; }
    const train::Candidate& candidate(const Scored& point) const { return *candidates_[point.candidate]; }
    /// Scores more candidates as the last rung does, while time is left; their points join the others.
    Status run_more(Candidates candidates);
    /// Of `candidates`, in the order of their loss on the first fold with the effort of rung 1, the first
    /// `count`. The loss is that of the largest model, of those that meet the limits if so wanted. What does
    /// not begin within `time_share` of the time limit is left out.
    Candidates best_of(Candidates candidates, size_t count, bool limited, double time_share);
    bool knows(const std::string& description) const;
    /// The model that stands for a point: of its candidate, trained on the first fold, largest within bytes.
    const model::Bytes& model_of(const Scored& point) const;
    /// The same of every fold that its candidate was trained on, with the rows that validated it.
    std::vector<FoldModel> fold_models(const Scored& point) const;
    /// The same with a full training on each fold; trains on those that are missing, unless it is stopped.
    std::vector<FoldModel> whole_fold_models(const Scored& point);
    /// Where there is a chip, profiles `models` for at most so many seconds.
    void profile(const std::vector<const model::Bytes*>& models, double time_limit) const;
    /// Event::best_by_size. Not while a rung runs.
    std::vector<std::pair<size_t, double>> best_by_size() const;
    size_t trials() const { return finished_; }
    bool stopped() const { return settings_.stop.stop_requested(); }
    double seconds() const;
    /// Seconds for building models and running them on the simulated chip: to know what the front costs, and under
    /// limits until one meets them.
    double measuring_reserve() const;
    /// Seconds from the begin by which a refit must begin.
    double refit_begin() const { return settings_.time_limit - refit_reserve(); }

  private:
    struct Job {
        size_t candidate;
        size_t fold;
    };
    using Trials = std::map<std::pair<size_t, size_t>, Trial>;  // (candidate, fold)

    /// `of_rung`: all jobs that this rung ever had, when `jobs` come on top of others.
    Status run_rung(size_t rung, const std::vector<Job>& jobs, const std::vector<Job>& of_rung);
    void run_job(size_t rung, const Job& job, size_t total, std::stop_token stop);
    bool out_of_time(size_t rung, size_t candidate);
    double deadline(size_t rung) const;
    double refit_reserve() const;
    double refit_seconds(size_t candidate) const;
    void profile_survivors(size_t rung) const;
    void remember(const Point& point);
    double expected_seconds(size_t rung, size_t candidate) const;
    void report(Event event, const Trial* trial);
    void collect(size_t rung, const std::vector<Job>& jobs);
    std::vector<Scored> points_of(size_t rung, size_t candidate) const;
    std::vector<Job> jobs_for(size_t rung) const;
    size_t places(size_t rung, size_t runners) const;

    const Settings& settings_;
    Candidates candidates_;
    std::string validation_;                     // in words
    size_t distinct_folds_;                      // the others are repeats
    std::vector<Fold> folds_of_[last_rung + 1];  // of each rung
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::mutex mutex_;
    Trials trials_[last_rung + 1];
    std::map<size_t, double> full_seconds_;  // candidate -> estimated seconds of a full training
    std::vector<size_t> promising_;          // of those that enter the rung
    std::vector<Job> last_jobs_;
    std::vector<Scored> points_;
    std::map<size_t, size_t> rung_of_;  // candidate -> highest rung that scored it
    size_t finished_ = 0;
    size_t done_in_rung_ = 0;
    std::optional<std::pair<double, size_t>> best_;
    std::map<size_t, double> best_up_to_;  // size, a power of two -> best score of what lies in its half
    std::optional<Error> first_error_;
};

}  // namespace mote::search
