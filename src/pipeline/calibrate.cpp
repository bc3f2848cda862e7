#include "pipeline/calibrate.hpp"

#include <vector>

#include "core/parallel.hpp"
#include "pipeline/decide.hpp"

namespace mote::pipeline {

namespace {

constexpr size_t most_rows = 3000;  // the front has dozens of points, and the time limit is over

/// Calibrates `binary`, a model of the structure of `point`.
Result<std::optional<quality::Calibration>> calibrate_one(
    const search::FrontPoint& point, model::Bytes& binary, std::span<const uint32_t> groups,
    const std::function<Result<bool>(const model::Bytes&)>& acceptable) {
    MOTE_TRY(scores, validation_scores(point, groups, most_rows));
    auto found = quality::calibrate(scores);
    if (!found) return found;
    MOTE_TRY(model, model::from_binary(binary));
    model.slope = model::Slope::nearest(found->slope);
    found->slope = model.slope->factor();
    MOTE_TRY(calibrated, model::to_binary(model));
    MOTE_TRY(taken, acceptable(calibrated));
    if (!taken) return std::optional<quality::Calibration>();
    binary = std::move(calibrated);
    return found;
}

}  // namespace

Result<std::optional<quality::Calibration>> calibrate(
    search::Outcome& found, std::span<const uint32_t> groups,
    const std::function<Result<bool>(const model::Bytes&)>& acceptable, unsigned jobs) {
    MOTE_TRY(chosen, calibrate_one(found.chosen, found.model, groups, acceptable));
    found.chosen.bytes = found.model.size();
    std::vector<Status> calibrated(found.front.size(), Status(Done{}));
    parallel_for(found.front.size(), jobs, [&](size_t i) {
        auto& point = found.front[i];
        const auto one = calibrate_one(point, point.model, groups, acceptable);
        if (!one) calibrated[i] = one.error();
        point.bytes = point.model.size();
    });
    for (const auto& status : calibrated) MOTE_CHECK(status);
    return chosen;
}

Result<model::Bytes> uncalibrated(const model::Bytes& model) {
    MOTE_TRY(read, model::from_binary(model));
    read.slope.reset();
    return model::to_binary(read);
}

}  // namespace mote::pipeline
