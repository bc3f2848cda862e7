// What a training is asked for, and the table of its settings that every interface offers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "data/dataset.hpp"
#include "pipeline/chip.hpp"
#include "quality/decision.hpp"
#include "target/mcu.hpp"

namespace mote::pipeline {

struct TrainOptions {
    data::DatasetOptions data;
    std::filesystem::path out;  ///< run folder, made when missing
    std::string command;        ///< that asked for it, to be told in the report
    std::string name;           ///< of the model; empty: the data file's and the target's
    int bits = 8;
    std::string metric;  ///< empty: model::default_metric
    std::optional<size_t> max_model;
    ChipLimits limits;
    std::string prefer;  ///< search::prefer_from; empty: preference()
    std::string mcu = target::default_mcu();
    double time_limit = 60;
    unsigned jobs = 0;  ///< 0: all cores
    uint64_t seed = 1;
    std::optional<size_t> trials;
    std::vector<std::string> families;
    bool all_rows = false;           ///< the model that is shipped learns from all rows, however many
    std::optional<double> hold_out;  ///< this share of the rows is held out, however few
    quality::DecisionTexts decision;
    std::string votes;  ///< of windows: "3/5", see model::smoothing_from
    unsigned hold = 0;  ///< answers for which a class stays
};

/// Where a setting is kept.
using Setting = std::variant<bool*, int*, unsigned*, uint16_t*, uint64_t*, double*, std::string*,
                             std::optional<size_t>*, std::optional<double>*, std::vector<std::string>*>;

/// A setting as the command line and other interfaces offer it. Its default is what TrainOptions{} holds.
struct TrainOption {
    const char* name;  ///< of the command line
    const char* description;
    Setting (*setting)(TrainOptions&);
    bool (*allowed)(double) = nullptr;  ///< of a number; null: all
    const char* wrong = "";             ///< with one that is not; {} is the number
    const char* remedy = "";
};
std::span<const TrainOption> train_options();

/// The name of what is preferred: as asked for; else "quality" where a limit says what a model may cost, and "balanced"
/// where none does.
std::string preference(const TrainOptions& options);

/// Error (usage): what is wrong with the first setting that is not allowed, where, and the remedy.
Status check(const TrainOptions& options);

}  // namespace mote::pipeline
