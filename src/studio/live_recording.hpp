// A sensor while it is recorded: `mote record` on a board, or on the simulated one whose sensor is moved. One at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/files.hpp"
#include "core/process.hpp"
#include "core/result.hpp"
#include "studio/events.hpp"
#include "studio/worker.hpp"

namespace mote::studio {

struct RecordingRequest {
    std::string port;                 ///< "simulated", or a serial device
    unsigned baud = 115200;           ///< of a serial device
    std::vector<std::string> labels;  ///< one to nine
    std::filesystem::path out;        ///< the recording; sessions are added to one that is there
    std::filesystem::path build;      ///< folder for the simulated board's firmware and the movement
    std::filesystem::path remember;   ///< stem of the files that tell a later server of the programs
    nlohmann::json about;             ///< for the page
};

/// Everything that happens goes into its log: {"event": "step" | "error" | "ended", ...}, and the events of `mote record`
/// (docs/live.md).
class LiveRecording {
  public:
    LiveRecording() : log_(std::make_shared<EventLog>(most_events)) {}
    ~LiveRecording() { end(); }

    std::shared_ptr<EventLog> log() const { return log_; }
    /// Begins to listen, in the background. What ran before is ended. Errors: io.
    Status start(RecordingRequest request);
    /// From now on it is this one of the labels; none: nothing is recorded. Errors: usage when nothing is listened to.
    Status choose(std::optional<size_t> label);
    /// Ends the session and the programs; whatever was recorded is kept.
    void end();

  private:
    static constexpr size_t most_events = 4000;  ///< some minutes of curves

    void run(std::stop_token stop);
    Result<std::string> boot_simulated(std::stop_token stop);
    Status listen(const std::string& device);
    void follow(std::stop_token stop);
    void say(const nlohmann::json& event);
    void fail(const Error& error);

    std::shared_ptr<EventLog> log_;
    std::mutex mutex_;  ///< of start, choose and end
    RecordingRequest request_;
    std::optional<TemporaryDirectory> scratch_;  ///< link, keys and events
    std::optional<ChildProcess> simulator_, recorder_;
    std::jthread work_;
};

/// Ends what an earlier server, which was killed, left running; sessions of it are kept.
void end_remembered_recording(const std::filesystem::path& stem);

}  // namespace mote::studio
