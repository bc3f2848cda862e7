// `mote train` without its terminal: from a CSV to a run folder.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "core/result.hpp"
#include "data/dataset.hpp"
#include "pipeline/run_report.hpp"
#include "search/search.hpp"

namespace mote::pipeline {

/// What an app shows while it runs. All may be empty.
struct TrainObserver {
    std::function<void(const data::Dataset&)> on_data;
    std::function<void(const search::Event&)> on_event;
    std::function<void(const std::string&)>
        on_note;  ///< things worth a line: resumed, not measured because ...
    std::function<void(const search::Outcome&)> on_found;
};

/// Reads, trains, evaluates the exported integer model on the held-out rows, measures it on the simulated
/// chip when the tools are there, and writes model.mote, model.bin, archive.zip and run.json. Returns
/// what run.json holds. After a stop request: the best so far, with "interrupted": true. On an error no file of a
/// finished run has been touched. `evaluate`: fills in what is told of rows that the model has not seen, in place of its
/// answers to the held-out rows; its error ends the run.
Result<RunReport> train_run(const TrainOptions& options, const TrainObserver& observer, std::stop_token stop,
                            const std::function<Status(RunReport&)>& evaluate = {});
/// The same of rows that were read already, as options.data asks.
Result<RunReport> train_run(const TrainOptions& options, data::Dataset data, const TrainObserver& observer,
                            std::stop_token stop, const std::function<Status(RunReport&)>& evaluate = {});

}  // namespace mote::pipeline
