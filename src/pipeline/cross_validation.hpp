// A training for each fold, so that every row is asked once by a model that has not seen it, and one on all rows.
#pragma once

#include <stop_token>

#include "core/result.hpp"
#include "pipeline/train_run.hpp"

namespace mote::pipeline {

/// A training on all rows, in OUT: the model that is shipped. Then K = options.data.fold_count as train_run does them, in
/// OUT/folds/0 to K - 1, each with its own search: nested cross-validation (Varma and Simon 2006). The evaluation is of the
/// answers of all folds together; cross_validation has the figures of each. A time limit is shared by all of them.
/// Errors: those of train_run. After a stop request: the best of all rows so far, with figures of the folds that were
/// finished, and "interrupted": true.
Result<RunReport> train_all_folds(const TrainOptions& options, const TrainObserver& observer,
                                  std::stop_token stop);

}  // namespace mote::pipeline
