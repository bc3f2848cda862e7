// Finished trials on disk, one JSON line each: a run killed at any moment goes on where it was.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/result.hpp"
#include "search/search.hpp"

namespace mote::pipeline {

/// The first line names what the trials belong to (data, settings, version); with another one the file is
/// begun anew. A torn last line is ignored. Thread-safe.
class Journal : public search::TrialStore {
  public:
    static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& path,
                                                 const std::string& fingerprint);

    std::optional<search::Trial> find(const std::string& key) override;
    void add(const std::string& key, const search::Trial& trial) override;
    /// Trials that were there when it was opened.
    size_t resumed() const { return resumed_; }

  private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::mutex mutex_;
    std::map<std::string, search::Trial> trials_;
    std::unique_ptr<std::FILE, Closer> file_;
    size_t resumed_ = 0;
};

/// A number that changes with the samples, the targets and the rows that train.
uint64_t fingerprint(const TrainingRows& rows);

}  // namespace mote::pipeline
