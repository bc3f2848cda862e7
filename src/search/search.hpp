// From training rows and a goal to the front of size against quality, and one model of it.
//
// Successive halving (Jamieson and Talwalkar 2016) over all candidates of all families: a first rung with
// little effort and one validation fold, then the better third with more, then the best few with full effort
// on every validation fold. The chosen structure is trained once more on all training rows. A choice among
// sizes follows the one-standard-error rule (Breiman et al. 1984, Classification and Regression
// Trees, 3.4.3).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "search/chip.hpp"
#include "search/selection.hpp"
#include "search/trial.hpp"
#include "train/family.hpp"

namespace mote::search {

/// What happened, for a terminal, a log or another program.
struct Event {
    enum class Kind { start, rung, trial, refit, done } kind = Kind::trial;
    std::string text;            ///< candidate, or what begins
    size_t rung = 0;             ///< 0..2
    size_t done = 0, total = 0;  ///< trials of this rung
    size_t trials = 0;           ///< finished in all
    size_t bytes = 0;            ///< of the best point of this trial
    double score = 0;            ///< of that point, the metric itself (not sign-adjusted)
    size_t best_bytes = 0;       ///< best so far within the limits
    double best_score = 0;
    /// Best score so far of all models up to a size, for sizes 32, 64, 128 ... at which it rose.
    std::vector<std::pair<size_t, double>> best_by_size;
    double seconds_left = 0;
};

/// Remembers finished trials, so that a killed search goes on where it was. Called from several threads.
class TrialStore {
  public:
    virtual ~TrialStore() = default;
    virtual std::optional<Trial> find(const std::string& key) = 0;
    virtual void add(const std::string& key, const Trial& trial) = 0;
};

struct Settings {
    train::Goal goal;
    std::string metric;                ///< JSON key of the goal metric
    double time_limit = 60;            ///< seconds, refit included
    std::optional<size_t> max_trials;  ///< instead of the clock: same count, same result
    unsigned jobs = 1;
    uint64_t seed = 1;
    std::vector<std::string> families;  ///< names; empty: the usual ones (wanted_families.hpp)
    bool windows = false;               ///< rows are windows of a recording
    std::stop_token stop;               ///< Ctrl-C: ends with the best so far
    std::function<void(const Event&)> on_event;
    TrialStore* store = nullptr;  ///< borrowed, may be null
    /// Where the model is to run: gives every point of the front its costs. Borrowed; null: no chip is looked
    /// at.
    Chip* chip = nullptr;
    /// The chosen structure is validated on every fold with full effort, also beyond the time limit: thresholds are to be
    /// chosen on these rows.
    bool whole_validation = false;
    /// Of the user on the chip, for the exported model as measured. Need a chip, whose capacity() binds besides.
    CostLimits limits;
    Prefer prefer = Prefer::balanced;  ///< by bytes where there is no chip
};

/// By Settings::prefer on its chip; by bytes where there is none.
Price price_of(const Settings& settings);

/// Whether a model meets the limits of size and, as far as predicted costs can tell, those of the chip.
Feasible feasible(const Settings& settings);

/// A model of a structure that was trained on some of the training rows, and rows that it has not seen.
struct FoldModel {
    model::Bytes model;
    TrainingRows validation;
};

/// A candidate at one size, scored by validation with full effort.
struct FrontPoint {
    std::string family;
    std::string structure;
    size_t bytes = 0;
    double score = 0;  ///< the metric itself
    double standard_error = 0;
    double loss = 0;
    std::optional<Cost> cost;       ///< on Settings::chip, where known
    std::optional<Cost> predicted;  ///< of a measured cost, where it was calibrated
    model::Bytes model;             ///< as trained on the fit rows of the first validation fold
    std::vector<FoldModel> folds;   ///< of the chosen one and of the front: one a validation fold
};

struct Outcome {
    model::Bytes model;  ///< trained on all training rows (unless interrupted)
    FrontPoint chosen;
    std::vector<FrontPoint> front;       ///< none dominated in score, bytes and costs, bytes ascending
    std::optional<size_t> chosen_point;  ///< of `front`; none where a measured point dominates the chosen one
    /// Places in `front` of what each preference takes of it: "smallest", "fastest", "balanced", "best".
    std::vector<std::pair<std::string, size_t>> named;
    std::vector<FrontPoint> finalists;  ///< that one was chosen from
    std::vector<FrontPoint> scored;  ///< all that were scored with the most effort; costs are not looked up
    size_t trials = 0;
    bool interrupted = false;
    bool refitted = false;
    std::string validation;  ///< how candidates were scored, one line
    double seconds = 0;
};

/// Errors: usage when no candidate fits the limits, interrupted when stopped before any trial was finished.
Result<Outcome> search(const TrainingRows& rows, const Settings& settings);

}  // namespace mote::search
