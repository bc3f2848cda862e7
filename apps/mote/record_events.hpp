// What `mote record` tells a program that drives it (`--events`): a JSON line an event.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "live/recorder.hpp"

namespace mote::apps {

/// {"event": "axes", "axes"}; "rows": values since the last tick, at most ten of them, evenly chosen; "state", ten times
/// while something has changed: running, label, rows, seconds, all (rows that have come); "session", as in --json;
/// "other": count and last of the lines that gave no row. Without a file every call does nothing.
class RecordEvents {
  public:
    /// Error (io): it cannot be written.
    Status open(const std::string& path);

    void on_axes(const std::vector<std::string>& axes);
    void on_row(std::span<const std::string> cells);
    void on_session(const live::WrittenSession& session);
    void on_other(const std::string& text, size_t count);
    /// To be called some twenty times a second.
    void on_tick(const live::Recorder& recorder);

  private:
    void write(const nlohmann::ordered_json& event);

    std::ofstream file_;
    std::vector<std::vector<std::string>> rows_;  ///< since the last tick
    size_t all_rows_ = 0, ticks_ = 0;
    std::string other_;
    size_t other_count_ = 0, other_told_ = 0;
    nlohmann::ordered_json state_;
};

/// A session as --json and --events tell it.
nlohmann::ordered_json to_json(const live::WrittenSession& session);

}  // namespace mote::apps
