// A board at work: built for, booted or written to, streamed to. One at a time.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "core/files.hpp"
#include "core/process.hpp"
#include "core/result.hpp"
#include "studio/events.hpp"
#include "studio/held_out.hpp"

namespace mote::studio {

struct BoardRequest {
    std::string port;                          ///< "simulated", or a serial device
    std::filesystem::path model, rows, build;  ///< model.mote, heldout.bin, folder for the firmware
    std::filesystem::path remember;            ///< file that tells a later server of the simulator
    nlohmann::json about;                      ///< run and point, for the page
};

/// Everything that happens goes into its log: {"event": "step" | "led" | "answer" | "figures" | "error" | "ended", ...}.
class Board {
  public:
    Board() : log_(std::make_shared<EventLog>()) {}
    ~Board() { end(); }

    std::shared_ptr<EventLog> log() const { return log_; }
    /// Builds and boots, in the background. What ran before is ended.
    void start(BoardRequest request);
    /// Streams so many held-out rows, spread over all of them, in the background. Errors: usage without a board.
    Status stream(size_t rows);
    void end();

  private:
    void boot(std::stop_token stop);
    Status build(std::stop_token stop);
    Status boot_simulated(std::stop_token stop);
    Status write_real();
    void watch_leds(std::stop_token stop);
    void send(size_t count, std::stop_token stop);
    void say(const nlohmann::json& event);
    void fail(const Error& error);

    std::shared_ptr<EventLog> log_;
    std::mutex mutex_;  ///< of start, stream and end
    BoardRequest request_;
    std::atomic<bool> ready_ = false;
    std::string device_;
    std::optional<TemporaryDirectory> scratch_;
    std::optional<ChildProcess> simulator_;
    HeldOut rows_;
    std::jthread booting_, leds_, streaming_;
};

}  // namespace mote::studio
