// The index of projects and runs: one SQLite file in the studio's folder. What they hold stands in files beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"

struct sqlite3;

namespace mote::studio {

struct Project {
    int64_t id = 0;
    std::string name;
    int64_t created = 0;      ///< seconds since 1970
    nlohmann::json settings;  ///< target, drop, keep, label_from, window
};

struct Run {
    int64_t id = 0, project = 0;
    int64_t created = 0;
    nlohmann::json settings;    ///< bits, prefer, mcu, limits, effort
    std::string state;          ///< working, done, stopped, failed, broken
    int64_t process = 0;        ///< of the training
    int64_t process_start = 0;  ///< tells the process from a later one of the same number
    nlohmann::json summary;     ///< figures for lists
};

/// Safe from several threads. Errors: io when the disk is full or the file is damaged.
class Index {
  public:
    static Result<std::unique_ptr<Index>> open(const std::filesystem::path& file);
    ~Index();

    Result<std::string> setting(const std::string& name, const std::string& otherwise);

    Result<int64_t> add(const Project& project);
    Status update(const Project& project);
    Status remove_project(int64_t id);
    Result<std::vector<Project>> projects();  ///< newest first
    Result<Project> project(int64_t id);      ///< usage when there is none

    Result<int64_t> add(const Run& run);
    Status update(const Run& run);
    Result<std::vector<Run>> runs(std::optional<int64_t> project = {});  ///< newest first
    Result<Run> run(int64_t id);

  private:
    explicit Index(sqlite3* base) : base_(base) {}
    sqlite3* base_;
    std::mutex mutex_;
};

}  // namespace mote::studio
