#include "pipeline/run_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/version.hpp"
#include "model/smoothing.hpp"
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
                          {"measured", p.cost->measured()}});
        if (p.predicted)
            point["predicted"] = {{"flash_bytes", std::lround(p.predicted->flash_bytes)},
                                  {"ram_bytes", std::lround(p.predicted->ram_bytes)},
                                  {"cycles", {{"mean", p.predicted->cycles}}}};
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

/// Which rows gave the figures.
std::string figures_from(const RunReport& report) {
    if (!report.evaluation) return "no row";
    const auto rows = report.evaluation->rows;
    if (!report.cross_validation) return fmt::format("{} held-out rows: {}", rows, report.data.split);
    return fmt::format(
        "{} rows, each answered by one of {} models of the same search that had not learned from it", rows,
        report.cross_validation->folds);
}

json describe_imputed(const data::Dataset& data) {
    json out = json::array();
    for (const auto& column : data.imputed)
        out.push_back({{"column", column.column}, {"value", column.value}, {"rows", column.rows}});
    return out;
}

/// All but the figures on held-out rows and those of the chip.
json describe_run(const RunReport& report) {
    const auto& options = report.options;
    const auto& data = report.data;
    const auto& found = report.found;
    json out{{"mote", version()},
             {"task", std::string(data::task_name(data.schema.task))},
             {"target", data.target},
             {"classes", data.schema.classes},
             {"columns", data.training.columns},
             {"left_out", describe_left_out(data)},
             {"one_row_in", data.every},
             {"rows_without_target", data.rows_without_target},
             {"incomplete_rows", data.incomplete_rows},
             {"imputed_rows", data.imputed_rows},
             {"imputed", describe_imputed(data)},
             {"notices", data.notices},
             {"steps", data.training.shape.steps},
             {"axes", data.training.shape.axes},
             {"bits", options.bits},
             {"mcu", options.mcu},
             {"metric", report.metric},
             {"prefer", preference(options)},
             {"seed", options.seed},
             {"command", options.command},
             {"split", data.split},
             {"test_data", options.data.test_file.value_or(options.data.file)},
             {"validation", found.validation},
             {"training_rows", data.training.size()},
             {"learned_from", data.test.size() == 0
                                  ? fmt::format("all {} rows", data.training.size())
                                  : fmt::format("{} rows, without the held-out ones", data.training.size())},
             {"figures_from", figures_from(report)},
             {"family", found.chosen.family},
             {"structure", found.chosen.structure},
             {"coefficients", report.coefficients},
             {"model_bytes", found.model.size()},
             {"name", report.name},
             {"validation_score", found.chosen.score},
             {"standard_error", found.chosen.standard_error},
             {"front", describe_front(found.front, report.hz)},
             {"growth", describe_growth(found.scored)},
             {"trials", found.trials},
             {"interrupted", found.interrupted},
             {"refitted", found.refitted},
             {"seconds", found.seconds}};
    if (found.chosen_point) out["chosen_point"] = *found.chosen_point;
    for (const auto& [name, point] : found.named) out["named_points"][name] = point;
    if (!data.groups.empty()) out["groups"] = data.groups;
    if (data.windows) out["windowing"] = describe_windows(data);
    if (const auto smoothing = model::smoothing_from(report.options.votes, report.options.hold))
        model::set_smoothing(out, *smoothing);
    if (data.flattery)
        out["flattery"] = {{"random", data.flattery->random}, {"apart", data.flattery->grouped}};
    return out;
}

/// How the model decides, on what that was chosen, and what it means on held-out rows.
json describe_decision(const RunReport& report) {
    const auto& chosen = *report.decision;
    const auto& classes = report.data.schema.classes;
    json out = json::object();
    const auto model = model::from_binary(report.found.model);
    if (model && report.decided_quality) out = quality::to_json(*report.decided_quality, *model, classes);
    out["decision"] = {{"chosen_by", chosen.chosen_by},
                       {"class", classes[chosen.positive]},
                       {"validation_rows", chosen.rows},
                       {"validation_rows_of_class", chosen.positive_rows}};
    if (model && model->task == Task::binary)
        out["threshold"] =
            quality::threshold_probability(model->decision.value_or(model::Decision{}), *model);
    return out;
}

json describe_calibration(const quality::Calibration& calibration) {
    return {{"slope", calibration.slope},
            {"validation_rows", calibration.rows},
            {"log_loss_before", calibration.log_loss_before},
            {"log_loss", calibration.log_loss}};
}

/// Mean, deviation and the value of every fold.
json describe_folds(const CrossValidation& folds) {
    json figures = json::object();
    for (const auto& [name, values] : folds.figures) {
        const auto n = static_cast<double>(values.size());
        double mean = 0, squares = 0;
        for (const double v : values) mean += v / n;
        for (const double v : values) squares += (v - mean) * (v - mean);
        figures[name] = {
            {"mean", mean}, {"deviation", n > 1 ? std::sqrt(squares / (n - 1)) : 0}, {"values", values}};
    }
    return {{"folds", folds.folds}, {"figures", figures}};
}

/// The figures of the chosen model on the chip; rows and mismatches are names of the held-out rows too.
json describe_chip(const ChipCost& cost) {
    json out = to_json(cost);
    out.erase("rows");
    out["measured_rows"] = cost.rows;
    return out;
}

/// Figures by their names, their intervals, and what they must be seen beside.
void describe_quality(const RunReport& report, json& out) {
    out["rows"] = report.evaluation ? report.evaluation->rows : 0;
    if (!report.evaluation) return;
    for (const auto& [name, figure] : report.evaluation->figures) {
        out[name] = figure.value;
        if (figure.interval) out["intervals"][name] = {figure.interval->low, figure.interval->high};
    }
    if (report.evaluation->calibration_error)
        out["calibration_error"] = *report.evaluation->calibration_error;
    if (report.evaluation->calibration_error_before)
        out["calibration_error_before"] = *report.evaluation->calibration_error_before;
    if (report.evaluation->in_floats) out["flipped_rows"] = report.evaluation->in_floats->flipped;
    for (const auto& rival : report.evaluation->rivals)
        out["rivals"].push_back({{"name", rival.name}, {"words", rival.words}, {"figures", rival.figures}});
}

}  // namespace

json to_json(const RunReport& report) {
    json out = describe_run(report);
    describe_quality(report, out);
    if (report.calibration) out["calibration"] = describe_calibration(*report.calibration);
    if (report.decision) out.update(describe_decision(report));
    if (report.cross_validation) out["cross_validation"] = describe_folds(*report.cross_validation);
    if (report.chip) out.update(describe_chip(*report.chip));
    out["form"] = codegen::form_name(report.form);
    return out;
}

json lasting_information(json report) {
    for (const char* key :
         {"split", "test_data", "learned_from", "figures_from", "growth", "seconds", "trials", "front",
          "includes", "notices", "command", "rivals", "flipped_rows", "named_points", "chosen_point"})
        report.erase(key);
    return report;
}

}  // namespace mote::pipeline
