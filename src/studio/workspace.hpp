// The studio's folder: what stands where, and which names from outside may become files in it.
//
//     studio.sqlite                         the index (index.hpp)
//     projects/ID/data/...                  files as they were dropped, folders of classes kept
//     projects/ID/inspect.json              what `mote inspect` says of them
//     projects/ID/runs/ID/                  a run folder as `mote train` writes it, and beside its files
//         command.json events.jsonl log.txt heldout.bin firmware.elf
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "studio/http.hpp"

namespace mote::studio {

class Workspace {
  public:
    /// Makes the folder when it is missing. Errors: io.
    static Result<Workspace> open(const std::filesystem::path& folder);

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path index() const { return folder_ / "studio.sqlite"; }
    std::filesystem::path project(int64_t id) const { return folder_ / "projects" / std::to_string(id); }
    std::filesystem::path data(int64_t id) const { return project(id) / "data"; }
    std::filesystem::path run(int64_t project_id, int64_t id) const {
        return project(project_id) / "runs" / std::to_string(id);
    }

    /// Files of a project below data(), sorted, as paths relative to it.
    std::vector<std::string> files(int64_t id) const;
    /// Receives a file piece by piece; it stands there whole or not at all. Errors: usage for a name that is
    /// none, io when the disk is full or the sender stopped.
    Result<uint64_t> receive(int64_t id, const std::string& name, Request& request) const;
    /// A file of data(); usage when it is not one of files().
    Result<std::filesystem::path> data_file(int64_t id, const std::string& name) const;

  private:
    explicit Workspace(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::filesystem::path folder_;
};

/// "walking/a.csv" as it is; error (usage) for what would leave the folder, hide, or confuse: "..", a leading dot or
/// slash, backslashes, control characters, more than four levels or 240 bytes.
Result<std::string> safe_name(std::string_view name);

}  // namespace mote::studio
