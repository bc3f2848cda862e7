// `mote train` without its terminal: from a CSV to a run folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "data/dataset.hpp"
#include "pipeline/chip.hpp"
#include "search/search.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

struct TrainOptions {
    data::DatasetOptions data;
    std::filesystem::path out;  ///< run folder, made when missing
    std::string name;           ///< of the model; empty: the data file's and the target's
    int bits = 8;
    std::string metric;  ///< empty: model::default_metric
    std::optional<size_t> max_model;
    ChipLimits limits;
    std::string mcu = target::default_mcu();
    double time_limit = 60;
    unsigned jobs = 0;  ///< 0: all cores
    uint64_t seed = 1;
    std::optional<size_t> trials;
    std::vector<std::string> families;
};

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
/// run.json. After a stop request: the best so far, with "interrupted": true. On an error no file of a
/// finished run has been touched.
Result<nlohmann::json> train_run(const TrainOptions& options, const TrainObserver& observer,
                                 std::stop_token stop);

}  // namespace mote::pipeline
