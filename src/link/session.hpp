// One conversation with a board, on a libuv loop: model info, dataset info, rows, performance.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "core/result.hpp"
#include "core/samples.hpp"
#include "link/patience.hpp"
#include "link/request.hpp"
#include "link/row_samples.hpp"

namespace mote::link {

/// What a board with Mote's sketch tells of itself (docs/protocol.md, "Abilities").
struct Abilities {
    unsigned version = 0;
    SampleForm samples;        ///< as the model takes them
    uint32_t model_bytes = 0;  ///< of model.bin
    size_t inputs = 0;
    size_t largest_frame = 0;  ///< bytes
    size_t credit = 0;         ///< bytes of rows beyond the one under way; 0: rows go one at a time
    size_t piece = 0;          ///< bytes of samples in a piece of a row; 0: it takes whole rows only
};

struct ModelInfo {
    size_t outputs = 0;  ///< numbers an answer has: class probabilities, or the value
    Task task = Task::binary;
    std::optional<uint16_t> checksum;    ///< last two bytes of model.bin; none: the board does not tell it
    std::optional<Abilities> abilities;  ///< none: a published board, or an older one of Mote
};

/// As far as both boards tell.
bool is_same_model(const ModelInfo& one, const ModelInfo& other);

/// As the board reports it: times by its own timer, sizes in bytes. Existing boards' mean is over the last 10
/// rows.
struct Performance {
    float min_us = 0, max_us = 0, mean_us = 0;
    uint32_t ram_now = 0, ram_total = 0, io_buffer = 0, model_flash = 0, cpu_hz = 0;
};

struct Answer {
    size_t row = 0;
    std::span<const float> outputs;  ///< ModelInfo::outputs numbers, valid during the call
    int sends = 1;                   ///< how often the row was sent
};

enum class ResendReason {
    silence,  ///< no answer within the time-out
    damage,   ///< the reply came damaged
    asked,    ///< the board got the request damaged
};

/// All optional; called on the loop's thread.
struct SessionEvents {
    std::function<void(const ModelInfo&)> on_model;
    std::function<void(const Answer&)> on_answer;
    /// A request goes out again; `what` says which ("row 12"), `reason` why.
    std::function<void(const std::string& what, int send, ResendReason reason)> on_resend;
    /// The board has vanished in mid-session and is looked for, or was found again.
    std::function<void(bool found)> on_connection;
};

struct SessionReport {
    ModelInfo model;
    Performance performance;
    size_t rows = 0;
    size_t resends = 0;
    size_t reconnects = 0;      ///< how often the board vanished and was found again
    size_t dropped_frames = 0;  ///< good frames that answered nothing: late duplicates, strangers
    bool sequence_numbers =
        false;           ///< the board echoes the reserved bytes: late replies cannot shift results
    double seconds = 0;  ///< from the first request to the last reply
};

/// Ownership: 1. The session opens the port and owns it. 2. It must outlive its last callback, which is `done`: called
/// exactly once after start(), from the loop, when all handles are closed. 3. Only the loop's thread may
/// call its functions. Many sessions may share a loop.
class Session {
  public:
    /// port: see open_transport. Errors in `done`: those of open_transport, device (no answer, disconnected, refused, no model on it), usage (number of inputs),
    /// interrupted (after stop(); answers up to then have been delivered).
    using DoneCallback = std::function<void(Result<SessionReport>)>;

    Session(uv_loop_t* loop, std::string port, unsigned baud, Rows rows, const SessionOptions& options,
            SessionEvents events, DoneCallback done);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void start();
    /// Ends the session in good order; nothing is left half-sent that the board could not recover from.
    void stop();

  private:
    class State;
    std::unique_ptr<State> state_;
};

struct RunOptions {
    unsigned baud = 230400;
    SessionOptions session;
    std::stop_token stop;          ///< request_stop() from any thread ends the session
    bool catch_interrupt = false;  ///< SIGINT, SIGTERM and SIGHUP end the session
};

/// Holds one session on a loop of its own, returns when it is over. Errors: those of Session.
Result<SessionReport> run_session(const std::string& port, Rows rows, const RunOptions& options,
                                  SessionEvents events = {});

}  // namespace mote::link
