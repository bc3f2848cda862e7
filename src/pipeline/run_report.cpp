#include "pipeline/run_report.hpp"

#include <cmath>

#include "core/version.hpp"
#include "model/windowing.hpp"

namespace mote::pipeline {

namespace {

using nlohmann::json;

json describe(const search::FrontPoint& p) {
    return {{"family", p.family},
            {"structure", p.structure},
            {"model_bytes", p.bytes},
            {"score", p.score},
            {"standard_error", p.standard_error}};
}

json describe_front(const std::vector<search::FrontPoint>& points, uint32_t hz) {
    json out = json::array();
    for (const auto& p : points) {
        json point = describe(p);
        point["point"] = out.size();
        if (p.cost)
            point.update({{"form", p.cost->form},
                          {"flash_bytes", static_cast<int64_t>(p.cost->flash_bytes + 0.5)},
                          {"ram_bytes", static_cast<int64_t>(p.cost->ram_bytes + 0.5)},
                          {"cycles", {{"mean", p.cost->cycles}}},
                          {"time_us", {{"mean", p.cost->cycles * 1e6 / hz}}},
                          {"measured", p.cost->measured}});
        if (p.forecast)
            point["predicted"] = {{"flash_bytes", std::lround(p.forecast->flash_bytes)},
                                  {"ram_bytes", std::lround(p.forecast->ram_bytes)},
                                  {"cycles", {{"mean", p.forecast->cycles}}}};
        out.push_back(std::move(point));
    }
    return out;
}

json describe_left_out(const data::Dataset& data) {
    json out = json::array();
    for (const auto& column : data.left_out)
        out.push_back({{"column", column.column}, {"reason", column.reason}});
    return out;
}

/// How the recording was cut, and what that cost.
json describe_windows(const data::Dataset& data) {
    json out = model::to_json(data.windowing);
    const auto& r = *data.windows;
    const auto share = [&](size_t rows) {
        return r.rows == 0 ? 0.0 : static_cast<double>(rows) / static_cast<double>(r.rows);
    };
    out.update({{"recording_rows", r.rows},
                {"sessions", r.sessions},
                {"gaps", r.gaps},
                {"resampled_sessions", r.resampled},
                {"short_sessions", r.short_sessions},
                {"padded", r.padded},
                {"centred_windows", r.centred},
                {"mixed", r.mixed},
                {"mixed_share", share(r.mixed_rows)},
                {"unlabelled", r.unlabelled},
                {"incomplete", r.incomplete},
                {"unused_share", share(r.rows - r.rows_used)}});
    return out;
}

json describe_growth(const std::vector<search::FrontPoint>& points) {
    json out = json::array();
    for (const auto& p : points) out.push_back(describe(p));
    return out;
}

}  // namespace

json describe_run(const TrainOptions& options, const data::Dataset& data, const search::Outcome& found,
                  const model::Model& model, const std::string& metric, uint32_t hz) {
    json out{{"mote", version()},
             {"task", std::string(data::task_name(data.schema.task))},
             {"target", data.target},
             {"classes", data.schema.classes},
             {"columns", data.training.columns},
             {"left_out", describe_left_out(data)},
             {"rows_without_target", data.rows_without_target},
             {"incomplete_rows", data.incomplete_rows},
             {"notices", data.notices},
             {"steps", data.training.shape.steps},
             {"axes", data.training.shape.axes},
             {"bits", options.bits},
             {"mcu", options.mcu},
             {"metric", metric},
             {"seed", options.seed},
             {"split", data.split},
             {"test_data", options.data.test_file.value_or(options.data.file)},
             {"validation", found.validation},
             {"training_rows", data.training.size()},
             {"family", found.chosen.family},
             {"structure", found.chosen.structure},
             {"coefficients", model.coefficients()},
             {"validation_score", found.chosen.score},
             {"standard_error", found.chosen.standard_error},
             {"front", describe_front(found.front, hz)},
             {"growth", describe_growth(found.judged)},
             {"trials", found.trials},
             {"interrupted", found.interrupted},
             {"refitted", found.refitted},
             {"seconds", found.seconds}};
    if (!data.groups.empty()) out["groups"] = data.groups;
    if (data.windows) out["windowing"] = describe_windows(data);
    if (data.flattery)
        out["flattery"] = {{"random", data.flattery->random}, {"apart", data.flattery->grouped}};
    return out;
}

json lasting_information(json report) {
    for (const char* key :
         {"split", "test_data", "growth", "seconds", "trials", "front", "includes", "notices"})
        report.erase(key);
    return report;
}

}  // namespace mote::pipeline
