// What the trials of all rungs say of each candidate at each size, and the models that they trained.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "search/rungs.hpp"
#include "search/selection.hpp"
#include "search/trial.hpp"

namespace mote::search {

/// The last point of a path within `bytes`, or null.
const Point* largest_within(const Trial& trial, size_t bytes);

/// Not synchronised: callers hold a lock while trials run.
class TrialScores {
  public:
    /// `distinct_folds`: of the last rung's folds, those that score rows of their own (Validation::distinct).
    explicit TrialScores(size_t distinct_folds) : distinct_folds_(distinct_folds) {}

    void add(size_t rung, const Job& job, Trial trial);
    /// Null when it was not run.
    const Trial* find(size_t rung, const Job& job) const;

    /// Replaces what is known of the candidates that this rung scored. Those that it had no time for keep their points
    /// of the rung before, at one standard error less: less work went into them, and luck had more room. The same holds
    /// for those that have not been scored on all rows once. `jobs`: all that the rung ever had.
    void collect(size_t rung, const std::vector<Job>& jobs);
    const std::vector<Scored>& points() const { return points_; }

    /// A candidate's model of one fold.
    struct ModelOfFold {
        size_t rung;
        size_t fold;
        const model::Bytes* model;
    };
    /// Those of a point: largest within its bytes, of each fold that the highest rung of its candidate trained.
    std::vector<ModelOfFold> models_of(const Scored& point) const;
    /// The first of them; empty when there is none.
    const model::Bytes& model_of(const Scored& point) const;

  private:
    std::vector<Scored> points_of(size_t rung, size_t candidate) const;

    size_t distinct_folds_;
    std::map<std::pair<size_t, size_t>, Trial> trials_[last_rung + 1];  // (candidate, fold)
    std::map<size_t, size_t> rung_of_;  // candidate -> highest rung that scored it
    std::vector<Scored> points_;
};

}  // namespace mote::search
