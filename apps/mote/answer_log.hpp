// Answers as lines of JSON, as they come.
#pragma once

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "core/result.hpp"

namespace mote::apps {

class AnswerLog {
  public:
    AnswerLog() = default;
    AnswerLog(const AnswerLog&) = delete;
    AnswerLog& operator=(const AnswerLog&) = delete;
    ~AnswerLog() {
        if (file_ != nullptr && file_ != stdout) std::fclose(file_);
    }

    /// "-": standard output; empty: nowhere. Error (io): it cannot be written.
    Status open(const std::string& path) {
        if (path.empty()) return Done{};
        file_ = path == "-" ? stdout : std::fopen(path.c_str(), "w");
        if (file_ != nullptr) return Done{};
        return Error{ErrorCode::io, "cannot be written", path, "name a file in an existing, writable folder"};
    }
    /// Error (io): the disk is full, or nobody reads the pipe.
    Status write(const nlohmann::ordered_json& line) {
        if (file_ == nullptr) return Done{};
        const auto text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
        if (std::fputs(text.c_str(), file_) >= 0 && std::fflush(file_) == 0) return Done{};
        return Error{ErrorCode::io, "cannot be written", "--json", "check the disk or the pipe it goes to"};
    }

  private:
    std::FILE* file_ = nullptr;
};

}  // namespace mote::apps
