// The rungs of successive halving: how much of a full training each does, who enters it, and in what order.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "search/search.hpp"
#include "search/selection.hpp"
#include "search/validation.hpp"

namespace mote::search {

/// How much of a full training a rung does.
struct Rung {
    double fidelity;         ///< share of epochs or rounds
    size_t most_rows;        ///< rows that a trial may fit
    size_t least_validated;  ///< as many validation folds as have that many validation rows, if there are
    size_t most_validated;   ///< validation rows of one fold
};
inline constexpr size_t every_row = std::numeric_limits<size_t>::max();
inline constexpr Rung rungs[] = {
    {0.12, 6000, 150, 5000}, {0.35, 20000, 400, 5000}, {1.0, 200000, every_row, every_row}};
inline constexpr size_t last_rung = 2;

/// A trial to run.
struct Job {
    size_t candidate;
    size_t fold;
};

/// What each rung has to do.
class RungPlan {
  public:
    RungPlan(const Settings& settings, const Validation& validation);

    /// The folds that a rung trains and validates on, cut to its size.
    const std::vector<Fold>& folds(size_t rung) const { return folds_of_[rung]; }
    /// How many candidates run in a rung that `runners` could enter.
    size_t places(size_t rung, size_t runners) const;
    /// The trials of a rung; of the last one those of the first cross-validation. `points`: of the rung before, empty in
    /// the first, which all `candidates` may enter. `finished`: trials so far.
    std::vector<Job> jobs(size_t rung, size_t candidates, const std::vector<Scored>& points,
                          size_t finished) const;
    /// How often the last rung cross-validates, with other cuts each time (Validation::distinct).
    size_t repeats() const;
    /// Who is cross-validated again, repeat 1 .. repeats() - 1: the better half of those of the one before.
    std::vector<size_t> runners_of_repeat(size_t repeat, const std::vector<Scored>& points) const;
    /// The trials of a cross-validation of the last rung, 0 .. repeats() - 1, candidate by candidate.
    std::vector<Job> jobs_of_repeat(size_t repeat, const std::vector<size_t>& runners, size_t finished) const;
    /// In words.
    std::string describe(size_t rung, const std::vector<Job>& jobs) const;

  private:
    /// As many of the jobs as --trials leaves, at least so many.
    void keep_to_trials(std::vector<Job>& jobs, size_t finished, size_t least) const;

    const Settings& settings_;
    std::string validation_;  // in words
    size_t distinct_;         // folds of one cross-validation
    std::vector<Fold> folds_of_[last_rung + 1];
};

}  // namespace mote::search
