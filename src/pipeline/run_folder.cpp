#include "pipeline/run_folder.hpp"

#include "core/files.hpp"

namespace mote::pipeline {

namespace {

constexpr size_t largest_report = size_t{64} << 20;

Result<model::Package> open_point(const RunFolder& run, size_t point) {
    std::error_code ignored;
    if (std::filesystem::exists(run.front_model(point), ignored))
        return model::read_package(run.front_model(point));
    return Error{ErrorCode::usage, "has no point " + std::to_string(point) + " on its front",
                 run.path.string(), "\"front\" in its run.json lists the points, counted from 0"};
}

}  // namespace

Result<model::Package> open_model(const std::filesystem::path& model_or_run, std::optional<size_t> point) {
    std::error_code ignored;
    if (point) return open_point(RunFolder{model_or_run}, *point);
    if (!std::filesystem::is_directory(model_or_run, ignored)) return model::read_package(model_or_run);
    const RunFolder run{model_or_run};
    if (std::filesystem::exists(run.model(), ignored)) return model::read_package(run.model());
    const bool begun = std::filesystem::exists(run.journal(), ignored);
    return Error{ErrorCode::input, begun ? "this run is not finished" : "no model.mote in this folder",
                 model_or_run.string(),
                 begun ? "run the same `mote train` command again: it goes on where it was"
                       : "give the folder that `mote train -o` wrote, or a .mote file"};
}

Result<nlohmann::json> read_report(const RunFolder& run) {
    MOTE_TRY(text, read_file(run.report(), largest_report));
    auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object())
        return Error{ErrorCode::input, "not a run report", run.report().string(), "train again"};
    return json;
}

}  // namespace mote::pipeline
