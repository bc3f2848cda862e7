// How a session ends: with a report, or with what went wrong and what the user can do.
#include <utility>

#include "link/session_state.hpp"

namespace mote::link {
namespace {

/// Between two looks for a board that has vanished.
constexpr int look_again_ms = 100;

}  // namespace

void Session::State::fail(ErrorCode code, std::string message, std::string remedy) {
    finish(Error{code, std::move(message), port_, std::move(remedy)});
}

void Session::State::on_lost(const std::string& reason) {
    look_for_board({ErrorCode::device,
                    "the board was disconnected while waiting for " + what() +
                        (reason.empty() ? "" : " (" + reason + ")"),
                    port_, "check the cable, or the simulated board, and run the command again"});
}

/// The port is closed and opened again, every now and then, until a row is answered: boards that were replugged, reset or
/// started again go on where they were. `why` ends the session when the time is over, or where nobody wants to wait.
void Session::State::look_for_board(Error why) {
    if (stage_ == Stage::closing) return;
    if (!met_ || options_.reconnect_ms == 0) return finish(std::move(why));
    const auto now = Clock::now();
    if (!lost_since_) {
        lost_since_ = now;
        lost_ = std::move(why);
        if (events_.on_connection) events_.on_connection(false);
    }
    if (now - *lost_since_ >= std::chrono::milliseconds(options_.reconnect_ms)) return finish(*lost_);
    stage_ = Stage::lost;
    uv_timer_stop(&timer_);
    close_line();
}

void Session::State::refuse(const std::string& reply) {
    fail(ErrorCode::device, "the board's " + reply + " makes no sense",
         "check that its firmware speaks this protocol (docs/protocol.md): mote upload RUN --port " + port_);
}

void Session::State::give_up() {
    if (stage_ == Stage::checksum) return introduce();
    const std::string tries = " (" + std::to_string(patience_.sends()) + " requests, " +
                              std::to_string(options_.time_out_ms) + " ms each)";
    if (stage_ != Stage::model_info) {
        return look_for_board(
            {ErrorCode::device, "the board stopped answering at " + what() + tries, port_,
             "check the cable and the board's supply; a slow model needs a longer --time-out"});
    }
    if (met_) return look_for_board(*lost_);
    if (line_->reader().bytes_seen() > 0) {
        return fail(ErrorCode::device, "the board sends bytes that are no replies" + tries,
                    "give the baud rate of its sketch with --baud (" + std::to_string(baud_) + " was used)");
    }
    fail(ErrorCode::device, "the board does not answer" + tries,
         "check that a Mote sketch runs on it (mote upload RUN --port " + port_ +
             ") and that --baud is the sketch's rate (" + std::to_string(baud_) + " was used)");
}

void Session::State::finish(Result<SessionReport> outcome) {
    if (stage_ == Stage::closing) return;
    if (stage_ == Stage::row) line_->queue(window_.give_up());  // or the board takes what follows for its end
    stage_ = Stage::closing;
    outcome_ = std::move(outcome);
    uv_close(reinterpret_cast<uv_handle_t*>(&timer_), [](uv_handle_t* handle) {
        auto& self = *static_cast<State*>(handle->data);
        self.timer_is_closed_ = true;
        self.close_line();
    });
}

void Session::State::close_line() {
    if (!line_) return on_line_closed();
    if (std::exchange(line_is_closing_, true)) return;
    line_->close([this] { on_line_closed(); });
}

void Session::State::on_line_closed() {
    line_.reset();
    line_is_closing_ = false;
    if (stage_ == Stage::lost) return wait(look_again_ms);
    if (timer_is_closed_) done_(std::move(*outcome_));
}

}  // namespace mote::link
