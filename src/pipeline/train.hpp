// `mote train` as a user asks for it: which rows teach the model that is shipped, and which give its figures.
#pragma once

#include <stop_token>

#include "core/result.hpp"
#include "pipeline/train_run.hpp"

namespace mote::pipeline {

/// Below so many rows, or groups of rows that hang together, none can be spared.
inline constexpr size_t few_rows = 1000, few_groups = 30;

/// All rows teach and nested cross-validation gives the figures (train_all_folds) where --folds K or --final asks for it,
/// and where rows are few and no option says which of them are held out, if every class is known to every fold. Else
/// train_run. Errors: theirs; usage for --final beside such an option, or where a fold would lack a class.
Result<RunReport> train(const TrainOptions& options, const TrainObserver& observer, std::stop_token stop);

}  // namespace mote::pipeline
