#include "link/session.hpp"

#include <algorithm>

#include "link/session_state.hpp"

namespace mote::link {

Session::State::State(uv_loop_t* loop, std::string port, unsigned baud, Rows rows,
                      const SessionOptions& options, SessionEvents events, DoneCallback done)
    : loop_(loop),
      port_(std::move(port)),
      baud_(std::max(1u, baud)),
      rows_(std::move(rows)),
      options_(options),
      events_(std::move(events)),
      done_(std::move(done)),
      patience_(options, baud) {}

void Session::State::start() {
    uv_timer_init(loop_, &timer_);
    timer_.data = this;
    if (rows_.inputs == 0 || rows_.inputs > MOTE_INPUTS_MAX) {
        return fail(ErrorCode::usage,
                    "a row has 1 to " + std::to_string(MOTE_INPUTS_MAX) + " inputs, not " +
                        std::to_string(rows_.inputs),
                    "the size field of a frame has 16 bits: send fewer columns");
    }
    if (auto connected = connect(); !connected) return finish(connected.error());
    wait(line_->resets_board() ? options_.boot_wait_ms : 0);
}

/// Tries until the board is there or the time is over; look_for_board counts it.
void Session::State::reconnect() {
    if (auto connected = connect(); !connected) return look_for_board(connected.error());
    stage_ = Stage::opening;
    wait(line_->resets_board() ? options_.boot_wait_ms : 0);
}

Status Session::State::connect() {
    MOTE_TRY(transport, open_transport(port_, baud_));
    line_ = std::make_unique<Line>(
        loop_, std::move(transport), options_.gap_ms,
        Line::Events{.on_frame = [this](const mote_header& header,
                                        std::span<const uint8_t> payload) { on_frame(header, payload); },
                     .on_damaged = [this](const mote_header& header) { on_damaged(header); },
                     .on_lost = [this](const std::string& reason) { on_lost(reason); }});
    return line_->open();
}

void Session::State::stop() {
    fail(ErrorCode::interrupted, "stopped after " + std::to_string(row_) + " rows", {});
}

// ---- requests ----

uint16_t Session::State::next_number() {
    do ++last_number_;
    while (last_number_ == 0 || last_number_ == MOTE_ASK_CHECKSUM || last_number_ == MOTE_ASK_ABILITIES);
    return last_number_;
}

void Session::State::ask(Stage stage) {
    stage_ = stage;
    sequence_ = stage == Stage::model_info && !options_.published ? MOTE_ASK_ABILITIES : next_number();
    if (stage == Stage::piece) {
        pieces_.begin(written_samples(rows_.row(row_), report_.model.abilities->samples));
        return ask_piece();
    }
    request_ = request_frame(stage_, sequence_, rows_, row_);
    start_request(stage == Stage::sample ? Work::inference : Work::none);
}

void Session::State::start_request(Work work) {
    refusals_ = 0;
    patience_.begin_request(work);
    transmit();
}

void Session::State::transmit() {
    const size_t zeros = patience_.zeros();
    expects_send_again_ = zeros > 1 && report_.model.abilities.has_value();
    Bytes bytes(zeros, 0);
    bytes.insert(bytes.end(), request_.begin(), request_.end());
    patience_.on_send();
    const size_t sent = bytes.size();
    heard_ = line_->reader().bytes_seen();
    sent_ = Clock::now();
    line_->send(std::move(bytes));
    wait(patience_.time_out_ms(sent, std::max<size_t>(largest_fixed_frame, 4 * report_.model.outputs)));
}

void Session::State::wait(int64_t milliseconds) {
    if (stage_ == Stage::closing) return;
    uv_update_time(loop_);
    uv_timer_start(
        &timer_, [](uv_timer_t* timer) { static_cast<State*>(timer->data)->on_timer(); },
        static_cast<uint64_t>(std::max<int64_t>(0, milliseconds)), 0);
}

void Session::State::on_timer() {
    if (stage_ == Stage::lost) return reconnect();
    if (stage_ == Stage::opening) {
        line_->listen();
        line_->reader().set_max_size(largest_fixed_frame);
        if (!began_) began_ = Clock::now();
        ask(Stage::model_info);
        return;
    }
    // What is still within a frame at this moment is none; a good reply may be inside.
    const int before = patience_.sends();
    const Stage stage = stage_;
    line_->reader().give_up_all();
    if (stage_ != stage || patience_.sends() != before) return;
    if (line_->reader().bytes_seen() > heard_) patience_.on_noise();
    resend(ResendReason::silence);
}

void Session::State::resend(ResendReason reason) {
    if (stage_ == Stage::closing) return;
    patience_.on_resend(reason == ResendReason::silence);
    if (patience_.is_hopeless()) return give_up();
    ++report_.resends;
    if (events_.on_resend) events_.on_resend(what(), patience_.sends() + 1, reason);
    if (stage_ == Stage::row) return give_rows_up();
    if (stage_ == Stage::sample && takes_pieces()) return ask(Stage::piece);
    transmit();
}

Session::Session(uv_loop_t* loop, std::string port, unsigned baud, Rows rows, const SessionOptions& options,
                 SessionEvents events, DoneCallback done)
    : state_(std::make_unique<State>(loop, std::move(port), baud, std::move(rows), options, std::move(events),
                                     std::move(done))) {}
Session::~Session() = default;
void Session::start() {
    state_->start();
}
void Session::stop() {
    state_->stop();
}

}  // namespace mote::link
