// What a finished run leaves: models of its front, held-out rows, and what can be taken away.
#include <fmt/format.h>

#include "core/files.hpp"
#include "studio/context.hpp"
#include "studio/jobs.hpp"
#include "studio/results.hpp"
#include "studio/run_state.hpp"

namespace mote::studio {

namespace {

namespace fs = std::filesystem;

Result<Reply> file_reply(const fs::path& path, const std::string& save_as = "") {
    MOTE_TRY(bytes, read_file(path));
    Reply reply;
    reply.type = "application/octet-stream";
    reply.body = std::move(bytes);
    if (!save_as.empty())
        reply.headers.push_back({"Content-Disposition", fmt::format("attachment; filename=\"{}\"", save_as)});
    return reply;
}

Result<fs::path> folder_of(const Context& c, const Request& request) {
    MOTE_TRY(run, c.index.run(id_of(request)));
    return c.workspace.run(run.project, run.id);
}

/// Made once a point and kept beside the run.
Result<Reply> made(const fs::path& folder, const std::string& name, const std::string& point,
                   std::vector<std::string> command, const std::string& save_as) {
    const auto kept = folder / "made" / fmt::format("{}-{}", point.empty() ? "chosen" : point, name);
    std::error_code error;
    fs::create_directories(kept.parent_path(), error);
    if (!fs::exists(kept, error)) {
        command.insert(command.end(), {"-o", kept.string()});
        MOTE_TRY(said, run_mote(std::move(command)));
        (void)said;
    }
    return file_reply(kept, save_as);
}

/// The page of `mote report` and what it says as JSON, both made once.
Result<fs::path> report_of(const fs::path& folder) {
    const auto page = folder / "made" / "report.html", figures = folder / "made" / "report.json";
    std::error_code error;
    fs::create_directories(page.parent_path(), error);
    if (!fs::exists(page, error) || !fs::exists(figures, error)) {
        MOTE_TRY(said,
                 run_mote({"report", folder.string(), "-o", page.string(), "--json", figures.string()}));
        (void)said;
    }
    return page;
}

/// What the report knows beside run.json: figures with their intervals, reliability, energy.
Result<Reply> evaluation(const Context& c, Request& request) {
    MOTE_TRY(folder, folder_of(c, request));
    MOTE_TRY(page, report_of(folder));
    MOTE_TRY(said, read_file(fs::path(page).replace_extension(".json")));
    MOTE_TRY(seen, read_file(folder / "evaluation.json"));
    const auto all = nlohmann::json::parse(seen, nullptr, false);
    const auto report = nlohmann::json::parse(said, nullptr, false);
    if (!all.is_object() || !report.is_object())
        return Error{ErrorCode::io, "is damaged", "evaluation.json", "train again"};
    nlohmann::json out = nlohmann::json::object();
    for (const char* key : {"figures", "reliability", "reliability_before", "calibration_error",
                            "calibration_error_before", "in_floats"})
        if (all.contains(key)) out[key] = all[key];
    if (report.contains("energy")) out["energy"] = report["energy"];
    return json_reply(out);
}

Result<Reply> download(const Context& c, Request& request) {
    MOTE_TRY(folder, folder_of(c, request));
    MOTE_TRY(model, model_file(folder, request.value("point")));
    const std::string what = request.parts.at(1), point = request.value("point");
    if (what == "model.mote") return file_reply(model, what);
    if (what == "archive.zip") return made(folder, what, point, {"export", model.string()}, what);
    if (what == "firmware.elf" || what == "firmware.hex") {
        MOTE_TRY(elf, made(folder, "firmware.elf", point, {"firmware", model.string()}, what));
        if (what == "firmware.elf") return elf;
        return file_reply(folder / "made" / fmt::format("{}-firmware.hex", point.empty() ? "chosen" : point),
                          what);
    }
    if (what == "report.html") {
        MOTE_TRY(page, report_of(folder));
        return file_reply(page, what);
    }
    if (what == "model.html")
        return made(folder, what, point,
                    {"export", model.string(), "--form=web", "--rows=" + (folder / "heldout.bin").string()},
                    what);
    return Error{ErrorCode::usage, "there is nothing of this name to take away", what, ""};
}

}  // namespace

Result<fs::path> model_file(const fs::path& run_folder, const std::string& point) {
    const bool number = point.size() < 6 && point.find_first_not_of("0123456789") == std::string::npos;
    const auto path = point.empty() ? run_folder / "model.mote" : run_folder / "front" / (point + ".mote");
    std::error_code error;
    if (!number || !fs::is_regular_file(path, error))
        return Error{ErrorCode::usage, "the run has no such model", point,
                     "train first, or choose another point"};
    return path;
}

void add_result_routes(Context c) {
    c.server.route("GET", "/api/runs/(\\d+)/model", [c](Request& r) -> Result<Reply> {
        MOTE_TRY(folder, folder_of(c, r));
        MOTE_TRY(path, model_file(folder, r.value("point")));
        return file_reply(path);
    });
    c.server.route("GET", "/api/runs/(\\d+)/rows", [c](Request& r) -> Result<Reply> {
        MOTE_TRY(folder, folder_of(c, r));
        return file_reply(folder / "heldout.bin");
    });
    c.server.route("GET", "/api/runs/(\\d+)/evaluation", [c](Request& r) { return evaluation(c, r); });
    c.server.route("GET", "/api/runs/(\\d+)/download/([a-z.]+)", [c](Request& r) { return download(c, r); });
}

}  // namespace mote::studio
