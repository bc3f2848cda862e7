// One session on a loop of its own, from a thread that waits for it.
#include <csignal>
#include <optional>

#include "link/session.hpp"

namespace mote::link {
namespace {

/// Everything that may end the session early. Its handles do not keep the loop alive.
class Stoppers {
  public:
    Stoppers(uv_loop_t* loop, Session& session) : session_(session) {
        uv_async_init(loop, &asked_,
                      [](uv_async_t* handle) { static_cast<Stoppers*>(handle->data)->session_.stop(); });
        uv_signal_init(loop, &interrupt_);
        uv_signal_init(loop, &terminate_);
        uv_signal_init(loop, &hang_up_);
        asked_.data = interrupt_.data = terminate_.data = hang_up_.data = this;
    }

    void catch_signals() {
        const auto on_signal = [](uv_signal_t* handle, int) {
            static_cast<Stoppers*>(handle->data)->session_.stop();
        };
        uv_signal_start(&interrupt_, on_signal, SIGINT);
        uv_signal_start(&terminate_, on_signal, SIGTERM);
        uv_signal_start(&hang_up_, on_signal, SIGHUP);
    }
    void ask() { uv_async_send(&asked_); }
    void close() {
        uv_close(reinterpret_cast<uv_handle_t*>(&asked_), nullptr);
        uv_close(reinterpret_cast<uv_handle_t*>(&interrupt_), nullptr);
        uv_close(reinterpret_cast<uv_handle_t*>(&terminate_), nullptr);
        uv_close(reinterpret_cast<uv_handle_t*>(&hang_up_), nullptr);
    }

  private:
    Session& session_;
    uv_async_t asked_ = {};
    uv_signal_t interrupt_ = {};
    uv_signal_t terminate_ = {};
    uv_signal_t hang_up_ = {};
};

}  // namespace

Result<SessionReport> run_session(const std::string& port, Rows rows, const RunOptions& options,
                                  SessionEvents events) {
    uv_loop_t loop;
    if (const int error = uv_loop_init(&loop); error != 0) {
        return Error{ErrorCode::environment, std::string("no event loop: ") + uv_strerror(error), {}, {}};
    }
    std::optional<Result<SessionReport>> outcome;
    Stoppers* stoppers_of_session = nullptr;
    Session session(&loop, port, options.baud, std::move(rows), options.session, std::move(events),
                    [&](Result<SessionReport> result) {
                        outcome = std::move(result);
                        stoppers_of_session->close();
                    });
    Stoppers stoppers(&loop, session);
    stoppers_of_session = &stoppers;
    if (options.catch_interrupt) stoppers.catch_signals();
    {
        const std::stop_callback on_stop(options.stop, [&stoppers] { stoppers.ask(); });
        session.start();
        // Runs until `done`: requests, timers and stoppers all live on this loop.
        while (!outcome && uv_run(&loop, UV_RUN_ONCE) != 0) {
        }
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    return std::move(*outcome);
}

}  // namespace mote::link
