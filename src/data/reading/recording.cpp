#include "data/reading/recording.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/files.hpp"

namespace mote::data {
namespace {

namespace fs = std::filesystem;

// The name in info.labels may have folders before it.
bool names_file(const std::string& entry, const fs::path& file) {
    return fs::path(entry).filename() == file.filename();
}

std::string label_in(const fs::path& list, const fs::path& file) {
    const auto text = read_file(list, size_t{64} << 20);
    if (!text) return "";
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object() || !json.contains("files") || !json["files"].is_array()) return "";
    for (const auto& entry : json["files"]) {
        if (!entry.is_object() || !entry.contains("label") || !entry["label"].is_object()) continue;
        if (!names_file(entry.value("path", ""), file)) continue;
        const auto& label = entry["label"];
        return label.contains("label") && label["label"].is_string() ? label["label"].get<std::string>() : "";
    }
    return "";
}

}  // namespace

std::string sidecar_label(const std::string& path) {
    const fs::path file(path);
    for (const auto& folder : {file.parent_path(), file.parent_path().parent_path()}) {
        auto label = label_in((folder.empty() ? fs::path(".") : folder) / "info.labels", file);
        if (!label.empty()) return label;
    }
    return "";
}

Result<std::optional<Recording>> read_recording(const std::string& path, std::string_view head) {
    if (path.ends_with(".hea")) {
        MOTE_TRY(record, read_wfdb(path));
        return std::optional(std::move(record));
    }
    const size_t first = head.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || head[first] != '{' || path == "-")
        return std::optional<Recording>();
    if (head.find("\"payload\"") == std::string_view::npos) return std::optional<Recording>();
    MOTE_TRY(text, read_file(path));
    MOTE_TRY(record, read_acquisition_json(text, path));
    return std::optional(std::move(record));
}

RecordingRows::RecordingRows(Recording recording, std::string path)
    : recording_(std::move(recording)),
      path_(std::move(path)),
      texts_(titles().size()),
      cells_(texts_.size()) {}

std::vector<std::string> RecordingRows::titles() const {
    auto titles = recording_.titles;
    if (!recording_.labels.empty()) titles.emplace_back("label");
    return titles;
}

Result<bool> RecordingRows::next() {
    if (row_ == recording_.rows()) return false;
    const size_t columns = recording_.titles.size();
    for (size_t c = 0; c < columns; ++c) texts_[c] = fmt::format("{}", recording_.values[row_ * columns + c]);
    if (!recording_.labels.empty()) texts_[columns] = recording_.labels[row_];
    for (size_t c = 0; c < cells_.size(); ++c) cells_[c] = texts_[c];
    ++row_;
    return true;
}

}  // namespace mote::data
