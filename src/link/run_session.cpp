// One session on a loop of its own, from a thread that waits for it.
#include <optional>

#include "link/session.hpp"
#include "link/stoppers.hpp"

namespace mote::link {
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
    Stoppers stoppers(&loop, [&session] { session.stop(); });
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
