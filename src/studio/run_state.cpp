#include "studio/run_state.hpp"

#include "core/files.hpp"
#include "studio/jobs.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;

/// Of run.json, what a list shows.
json summary_of(const json& report) {
    json out;
    for (const char* key : {"task",
                            "metric",
                            "accuracy",
                            "auc",
                            "balanced_accuracy",
                            "macro_f1",
                            "r2",
                            "rmse",
                            "mae",
                            "rows",
                            "training_rows",
                            "classes",
                            "bits",
                            "mcu",
                            "model_bytes",
                            "flash_bytes",
                            "ram_bytes",
                            "time_us",
                            "target",
                            "interrupted",
                            "answered_rows",
                            "answered_accuracy"})
        if (report.contains(key)) out[key] = report[key];
    return out;
}

}  // namespace

Status refresh(const Context& c, Run& run) {
    if (run.state != "working" || is_running({run.process, run.process_start})) return Done{};
    const auto folder = c.workspace.run(run.project, run.id);
    const auto text = read_file(folder / "run.json");
    const auto report = text ? json::parse(*text, nullptr, false) : json();
    if (report.is_object()) {
        run.state = report.value("interrupted", false) ? "stopped" : "done";
        run.summary = summary_of(report);
    } else {
        const auto log = read_file(folder / "log.txt");
        const bool said = log && log->find("error: ") != std::string::npos;
        run.state = said ? "failed" : "broken";
        if (said) {
            const auto error = without_folder(error_of_output(*log, "training failed"),
                                              c.workspace.data(run.project).string());
            run.summary = {
                {"error", {{"message", error.message}, {"place", error.place}, {"remedy", error.remedy}}}};
        }
    }
    (void)c.index.update(run);  // on a full disk it is looked at again the next time
    return Done{};
}

json describe_run(const Run& run) {
    return {{"id", run.id},           {"project", run.project},
            {"created", run.created}, {"settings", run.settings},
            {"state", run.state},     {"summary", run.summary}};
}

}  // namespace mote::studio
