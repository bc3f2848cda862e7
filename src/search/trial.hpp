// One training of one candidate, scored on rows that it has not seen.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/samples.hpp"
#include "model/binary.hpp"
#include "model/metrics.hpp"
#include "train/family.hpp"

namespace mote::search {

/// A model of a trial's path and how it did on the validation rows.
struct Point {
    size_t bytes = 0;           ///< model.bin
    double score = 0;           ///< the goal metric, sign-adjusted so that more is better
    double loss = 0;            ///< log-loss, or root mean squared error: decides between equal scores
    double standard_error = 0;  ///< of the score
    bool constant = false;      ///< answered every row alike
    model::Bytes model;
};

struct Trial {
    std::vector<Point> points;  ///< sizes ascending
    double seconds = 0;         ///< wall time, for planning only: never decides which model is better
};

/// Whether a model meets the limits, as far as that can be told without a chip: cheap, and called from
/// several threads at once.
using Feasible = std::function<bool(const model::Bytes&)>;

/// How a model does on `validation`. Error (input) when that has no rows.
Result<Point> validate(model::Bytes binary, const TrainingRows& validation, const std::string& metric);

/// Whether a model trained on all of `rows` does worse on them, by two standard errors, than one that has
/// seen only a part of them: then its training went wrong.
Result<bool> clearly_worse(const model::Bytes& refitted, const model::Bytes& validated,
                           const TrainingRows& rows, const std::string& metric);

/// What the candidate trains on these rows, with the values that stand in for inputs that rows may lack.
Result<std::vector<model::Model>> train_path(const train::Candidate& candidate, const TrainingRows& rows,
                                             const train::Effort& effort);

/// Trains on `fit`, scores every feasible model of the path on `validation`. Models that answer every row
/// alike are left out where others do not.
Result<Trial> run_trial(const train::Candidate& candidate, const TrainingRows& fit,
                        const TrainingRows& validation, const train::Effort& effort,
                        const std::string& metric, const Feasible& feasible);

}  // namespace mote::search
