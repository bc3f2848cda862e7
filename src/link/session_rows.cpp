// How rows are sent: several at once, in pieces, or one by one as published.
#include <algorithm>

#include "link/session_state.hpp"

namespace mote::link {
namespace {

/// With rows under way at once a fault shows in what comes next; silence alone is waited for, and a busy computer is late.
constexpr int64_t least_wait_ms = 300;

}  // namespace

/// Whole rows are quicker as long as the line damages nothing.
bool Session::State::takes_pieces() const {
    return report_.model.abilities && report_.model.abilities->piece >= 4 && report_.resends > 0;
}

bool Session::State::takes_rows_at_once() const {
    return report_.model.abilities && report_.model.abilities->credit > 0 && !patience_.is_faulty();
}

/// The next piece of the row under way.
void Session::State::ask_piece() {
    const size_t largest = report_.model.abilities->piece;
    piece_bytes_ = best_piece(patience_.fault_rate(), std::max<size_t>(piece_bytes_, 1), largest);
    request_ = pieces_.frame(sequence_, piece_bytes_);
    start_request(pieces_.is_last(piece_bytes_) ? Work::inference : Work::none);
}

/// As much of the next rows as the board lends room for.
void Session::State::send_rows() {
    const auto& abilities = *report_.model.abilities;
    if (stage_ != Stage::row) window_.begin(abilities.credit);
    stage_ = Stage::row;
    Bytes bytes = window_.due();
    while (window_.has_room() && has_row(row_ + window_.size())) {
        const auto samples = written_samples(rows_.row(row_ + window_.size()), abilities.samples);
        const uint16_t number = next_number();
        window_.add(number, written_frame([&](mote_writer* writer) {
                        mote_request_row(writer, number, samples.type, samples.bytes.data(),
                                         static_cast<uint16_t>(samples.bytes.size()));
                    }));
        const Bytes due = window_.due();
        bytes.insert(bytes.end(), due.begin(), due.end());
    }
    wait_for_oldest_row();
    if (!bytes.empty()) line_->queue(std::move(bytes));
}

/// Its time begins when it becomes the oldest: the board was busy with the one before.
void Session::State::wait_for_oldest_row() {
    sequence_ = window_.oldest();
    refusals_ = 0;
    expects_send_again_ = false;
    patience_.begin_request(Work::inference);
    patience_.on_send();
    heard_ = line_->reader().bytes_seen();
    sent_ = Clock::now();
    const size_t bytes = MOTE_FRAME_MIN + MOTE_PIECE_BYTES(4 * rows_.inputs);
    wait(std::max(least_wait_ms, patience_.time_out_ms(bytes, 4 * report_.model.outputs)));
}

/// After any fault: the oldest row goes in pieces, the others are sent anew behind it. Late answers to rows that were given
/// up are known by their numbers.
void Session::State::give_rows_up() {
    line_->queue(window_.give_up());
    patience_.on_given_up();
    ask(Stage::piece);
}

}  // namespace mote::link
