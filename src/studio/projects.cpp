// Projects: listed, made (also of an example), named, removed.
#include <ctime>

#include "studio/context.hpp"
#include "studio/examples.hpp"
#include "studio/reading_flags.hpp"
#include "studio/run_state.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;

/// At most 80 characters of what was typed; control characters are gone.
std::string clean_name(const std::string& name) {
    std::string out;
    for (const char c : name)
        if (static_cast<unsigned char>(c) >= 0x20 && out.size() < 80) out += c;
    return out.empty() ? "Untitled" : out;
}

Result<json> describe(const Context& c, const Project& project) {
    const auto files = c.workspace.files(project.id);
    json out{{"id", project.id},
             {"name", project.name},
             {"created", project.created},
             {"settings", project.settings},
             {"labels_from", label_source(project.settings, files)},
             {"files", json::array()},
             {"runs", json::array()}};
    std::error_code error;
    for (const auto& file : files)
        out["files"].push_back(
            {{"name", file},
             {"bytes", std::filesystem::file_size(c.workspace.data(project.id) / file, error)}});
    MOTE_TRY(runs, c.index.runs(project.id));
    for (auto& run : runs) {
        MOTE_CHECK(refresh(c, run));
        out["runs"].push_back(describe_run(run));
    }
    return out;
}

Result<Reply> list(const Context& c) {
    MOTE_TRY(projects, c.index.projects());
    json out = json::array();
    for (const auto& project : projects) {
        MOTE_TRY(one, describe(c, project));
        out.push_back(one);
    }
    return json_reply(out);
}

Result<Reply> create(const Context& c, Request& request) {
    MOTE_TRY(body, json_body(request));
    const std::string example = text_of(body, "example");
    Project project{0, clean_name(text_of(body, "name", "Untitled")), std::time(nullptr), json::object()};
    if (!example.empty()) project.settings["example"] = example;
    MOTE_TRY(id, c.index.add(project));
    project.id = id;
    std::error_code error;
    std::filesystem::create_directories(c.workspace.data(id), error);
    if (error)
        return Error{ErrorCode::io, "cannot be written: " + error.message(), c.workspace.folder().string(),
                     "free some space on the disk"};
    if (!example.empty()) {
        if (auto written = write_example(example, c.workspace.data(id)); !written) {
            (void)c.index.remove_project(id);
            std::filesystem::remove_all(c.workspace.project(id), error);
            return written.error();
        }
    }
    MOTE_TRY(out, describe(c, project));
    return json_reply(out);
}

Result<Reply> change(const Context& c, Request& request) {
    MOTE_TRY(body, json_body(request));
    MOTE_TRY(project, c.index.project(id_of(request)));
    MOTE_TRY(settings, merged_settings(project.settings, body));
    project.settings = settings;
    if (body.contains("name")) project.name = clean_name(text_of(body, "name"));
    MOTE_CHECK(c.index.update(project));
    MOTE_TRY(out, describe(c, project));
    return json_reply(out);
}

Result<Reply> remove(const Context& c, Request& request) {
    MOTE_TRY(project, c.index.project(id_of(request)));
    MOTE_TRY(runs, c.index.runs(project.id));
    for (const auto& run : runs)
        if (is_running({run.process, run.process_start}))
            return Error{ErrorCode::interrupted, "a training of this project is still going on", project.name,
                         "stop it first"};
    MOTE_CHECK(c.index.remove_project(project.id));
    std::error_code error;
    std::filesystem::remove_all(c.workspace.project(project.id), error);
    return json_reply(json::object());
}

}  // namespace

void add_project_routes(Context c) {
    c.server.route("GET", "/api/projects", [c](Request&) { return list(c); });
    c.server.route("POST", "/api/projects", [c](Request& r) { return create(c, r); });
    c.server.route("GET", "/api/projects/(\\d+)", [c](Request& r) -> Result<Reply> {
        MOTE_TRY(project, c.index.project(id_of(r)));
        MOTE_TRY(out, describe(c, project));
        return json_reply(out);
    });
    c.server.route("PATCH", "/api/projects/(\\d+)", [c](Request& r) { return change(c, r); });
    c.server.route("DELETE", "/api/projects/(\\d+)", [c](Request& r) { return remove(c, r); });
}

}  // namespace mote::studio
