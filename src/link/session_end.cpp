// How a session ends: with a report, or with what went wrong and what the user can do.
#include "link/session_state.hpp"

namespace mote::link {

void Session::State::fail(ErrorCode code, std::string message, std::string remedy) {
    finish(Error{code, std::move(message), port_, std::move(remedy)});
}

void Session::State::on_lost(const std::string& reason) {
    fail(ErrorCode::device,
         "the board was disconnected while waiting for " + what() +
             (reason.empty() ? "" : " (" + reason + ")"),
         "check the cable, or the simulated board, and run the command again");
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
        return fail(ErrorCode::device, "the board stopped answering at " + what() + tries,
                    "check the cable and the board's supply; a slow model needs a longer --time-out");
    }
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
    stage_ = Stage::closing;
    outcome_ = std::move(outcome);
    uv_close(reinterpret_cast<uv_handle_t*>(&timer_),
             [](uv_handle_t* handle) { static_cast<State*>(handle->data)->close_line(); });
}

void Session::State::close_line() {
    if (!line_) return done_(std::move(*outcome_));
    line_->close([this] { done_(std::move(*outcome_)); });
}

}  // namespace mote::link
