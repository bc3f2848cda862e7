// Recording a sensor straight into a project: started, labelled, ended.
#include <algorithm>

#include "link/serial_port.hpp"
#include "studio/context.hpp"
#include "studio/live_recording.hpp"

namespace mote::studio {

namespace {

using nlohmann::json;

constexpr const char* recording_name = "recording.csv";
constexpr size_t most_labels = 9;

std::filesystem::path remember_stem(const Workspace& workspace) {
    return workspace.folder() / "recording";
}

/// Words of a cell each: `mote record` takes several, parted by commas.
Result<std::vector<std::string>> labels_of(const json& body) {
    const auto list = body.value("labels", json::array());
    std::vector<std::string> out;
    for (const auto& one : list.is_array() ? list : json::array()) {
        const auto label = one.is_string() ? one.get<std::string>() : "";
        const bool plain = std::ranges::none_of(
            label, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == ',' || c == '"'; });
        if (label.empty() || label.size() > 40 || label.front() == '-' || !plain)
            return Error{ErrorCode::usage, "a label must be a word of at most 40 letters", label,
                         "leave commas, quotes and a dash at its beginning out"};
        if (std::ranges::count(out, label) > 0)
            return Error{ErrorCode::usage, "a label is named twice", label, "give each once"};
        out.push_back(label);
    }
    if (out.empty() || out.size() > most_labels)
        return Error{ErrorCode::usage, "one to nine labels are recorded", "labels",
                     "name what will be shown"};
    return out;
}

Result<Reply> start_recording(const Context& c, LiveRecording& recording, Request& request) {
    MOTE_TRY(project, c.index.project(id_of(request)));
    MOTE_TRY(body, json_body(request));
    MOTE_TRY(labels, labels_of(body));
    const auto files = c.workspace.files(project.id);
    if (!files.empty() && files != std::vector<std::string>{recording_name})
        return Error{ErrorCode::usage, "this project has other files", files[0], "record into a new project"};
    const std::string port = text_of(body, "port", "simulated");
    const auto ports = link::likely_ports();
    if (port != "simulated" && std::ranges::find(ports, port) == ports.end())
        return Error{ErrorCode::usage, "there is no such serial port", port, link::missing_device_remedy()};
    const auto baud = body.value("baud", json(115200u));
    if (!baud.is_number_unsigned() || baud.get<uint64_t>() < 300 || baud.get<uint64_t>() > 4'000'000)
        return Error{ErrorCode::usage, "must be a rate from 300 to 4000000", "baud", ""};
    project.settings.update({{"target", "label"}, {"session", "session"}});
    if (text_of(project.settings, "window").empty()) project.settings["window"] = "auto";
    MOTE_CHECK(c.index.update(project));
    MOTE_CHECK(recording.start({port,
                                baud.get<unsigned>(),
                                labels,
                                c.workspace.data(project.id) / recording_name,
                                c.workspace.folder() / "recorder",
                                remember_stem(c.workspace),
                                {{"project", project.id}}}));
    return json_reply(json::object());
}

Result<Reply> choose(LiveRecording& recording, Request& request) {
    MOTE_TRY(body, json_body(request));
    const auto label = body.value("label", json());
    if (!label.is_null() && !label.is_number_unsigned())
        return Error{ErrorCode::usage, "must be the number of a label, or null", "label", ""};
    MOTE_CHECK(recording.choose(label.is_null() ? std::nullopt : std::optional(label.get<size_t>())));
    return json_reply(json::object());
}

}  // namespace

void add_record_routes(Context c) {
    end_remembered_recording(remember_stem(c.workspace));
    const auto recording = std::make_shared<LiveRecording>();
    c.server.route("POST", "/api/projects/(\\d+)/record",
                   [c, recording](Request& r) { return start_recording(c, *recording, r); });
    c.server.route("POST", "/api/record/label", [recording](Request& r) { return choose(*recording, r); });
    c.server.route("POST", "/api/record/end", [recording](Request&) -> Result<Reply> {
        recording->end();
        return json_reply(json::object());
    });
    c.server.route("GET", "/api/record/events",
                   [recording](Request&) -> Result<Reply> { return EventLog::follow(recording->log()); });
}

}  // namespace mote::studio
