#include "studio/reading_flags.hpp"

#include <algorithm>

namespace mote::studio {

namespace {

using nlohmann::json;

bool is_list_of_texts(const json& value) {
    return value.is_array() && std::ranges::all_of(value, [](const json& v) { return v.is_string(); });
}

/// Empty, "auto", or a number of rows.
bool is_span(const std::string& text) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return text.empty() || text == "auto" ||
           (text.size() <= 5 && text[0] != '0' && std::ranges::all_of(text, digit));
}

}  // namespace

Result<json> merged_settings(json settings, const json& changes) {
    for (const auto& [key, value] : changes.items()) {
        const bool list = key == "drop" || key == "keep";
        const bool text = key == "target" || key == "label_from" || key == "header" || key == "example" ||
                          key == "window" || key == "shift" || key == "session";
        if (key == "name") continue;
        if (!list && !text) return Error{ErrorCode::usage, "there is no such setting", key, ""};
        if (list ? !is_list_of_texts(value) : !value.is_string())
            return Error{ErrorCode::usage, list ? "must be a list of column titles" : "must be a text", key,
                         ""};
        settings[key] = value;
    }
    const std::string labels = settings.value("label_from", "");
    if (!labels.empty() && labels != "folder" && labels != "name" && labels != "column")
        return Error{ErrorCode::usage, "labels come from folders, names of files, or a column", "label_from",
                     ""};
    for (const char* key : {"window", "shift"})
        if (!is_span(settings.value(key, "")))
            return Error{ErrorCode::usage, "must be a number of rows, or auto", key, "give 1 to 99999"};
    return settings;
}

std::string label_source(const json& settings, const std::vector<std::string>& files) {
    const std::string set = settings.value("label_from", "");
    if (set == "column") return "";
    if (!set.empty()) return set;
    const auto in_folder = [](const std::string& name) { return name.find('/') != std::string::npos; };
    if (files.size() > 1 && std::ranges::all_of(files, in_folder)) return "folder";
    return files.size() > 1 ? "name" : "";
}

std::vector<std::string> reading_flags(const Workspace& workspace, int64_t project, const json& settings) {
    std::vector<std::string> out;
    const auto files = workspace.files(project);
    for (const auto& file : files) out.push_back((workspace.data(project) / file).string());
    const std::string labels = label_source(settings, files);
    if (!labels.empty()) out.push_back("--label-from=" + labels);
    if (const auto target = settings.value("target", ""); !target.empty() && labels.empty())
        out.push_back("--target=" + target);
    if (settings.value("header", "") == "no") out.push_back("--no-header");
    for (const char* list : {"drop", "keep"})
        for (const auto& column : settings.value(list, json::array()))
            out.push_back("--" + std::string(list) + "=" + column.get<std::string>());
    return out;
}

std::vector<std::string> window_flags(const json& settings, bool recordings) {
    const std::string window = settings.value("window", ""), shift = settings.value("shift", "");
    if (window.empty() && !recordings) return {};
    std::vector<std::string> out = {"--window=" + (window.empty() ? std::string("auto") : window)};
    if (!shift.empty() && shift != "auto") out.push_back("--shift=" + shift);
    if (const auto session = settings.value("session", ""); !session.empty() && !recordings)
        out.push_back("--session=" + session);
    return out;
}

}  // namespace mote::studio
