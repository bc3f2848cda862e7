// What the parts of a session share: session.cpp (requests), session_rows.cpp, session_replies.cpp,
// session_end.cpp.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "link/line.hpp"
#include "link/row_pieces.hpp"
#include "link/row_window.hpp"
#include "link/session.hpp"
#include "mote_messages.h"

namespace mote::link {

using Clock = std::chrono::steady_clock;

/// Bytes of the longest reply that does not depend on the model.
constexpr uint16_t largest_fixed_frame = MOTE_FRAME_MIN + MOTE_PERFORMANCE_BYTES;

class Session::State {
  public:
    State(uv_loop_t* loop, std::string port, unsigned baud, Rows rows, const SessionOptions& options,
          SessionEvents events, DoneCallback done);

    void start();
    void stop();

  private:
    Status connect();
    void reconnect();
    uint16_t next_number();
    void ask(Stage stage);
    void ask_piece();
    void start_request(Work work);
    bool takes_pieces() const;
    bool takes_rows_at_once() const;
    bool has_row(size_t row) const { return rows_.has_row ? rows_.has_row(row) : row < rows_.count; }
    void send_rows();
    void wait_for_oldest_row();
    void give_rows_up();
    void transmit();
    void wait(int64_t milliseconds);
    void on_timer();
    void resend(ResendReason reason);

    void on_frame(const mote_header& header, std::span<const uint8_t> payload);
    void on_damaged(const mote_header& header);
    bool answers_request(const mote_header& header);
    void on_error_frame(uint8_t error);
    void on_reply(std::span<const uint8_t> payload);
    bool take_abilities(std::span<const uint8_t> payload);
    void take_model_info(std::span<const uint8_t> payload);
    void take_checksum(const mote_header& header);
    void introduce();
    void take_answer(std::span<const uint8_t> payload);
    void take_piece(const mote_header& header, std::span<const uint8_t> payload);
    void take_row(const mote_header& header, std::span<const uint8_t> payload);
    void deliver(const uint8_t* outputs);
    void take_performance(std::span<const uint8_t> payload);
    void proceed();

    void fail(ErrorCode code, std::string message, std::string remedy);
    void refuse(const std::string& reply);
    void give_up();
    void on_lost(const std::string& reason);
    void look_for_board(Error why);
    void close_line();
    void on_line_closed();
    void finish(Result<SessionReport> outcome);
    std::string what() const { return name_of(stage_, number_of_row()); }
    size_t number_of_row() const { return rows_.number ? rows_.number(row_) : row_; }

    uv_loop_t* const loop_;
    const std::string port_;
    const unsigned baud_;
    const Rows rows_;
    const SessionOptions options_;
    const SessionEvents events_;
    const DoneCallback done_;
    Patience patience_;
    std::unique_ptr<Line> line_;  ///< while the port is open
    bool line_is_closing_ = false;
    bool timer_is_closed_ = false;
    uv_timer_t timer_ = {};  ///< boot, reply or settling, by stage

    Stage stage_ = Stage::opening;
    size_t row_ = 0;         ///< index of the row under way; rows before it are answered
    uint16_t sequence_ = 0;  ///< of the request under way
    /// The last of them. Never 0, which existing clients send; it begins far from what a board that fills the reserved
    /// bytes on its own may have there.
    uint16_t last_number_ = 0x4D00;
    uint16_t info_sequence_ = 0;  ///< of the first model info
    Bytes request_;
    RowPieces pieces_;                 ///< of the row under way
    RowWindow window_;                 ///< rows under way from row_ on, in Stage::row
    size_t piece_bytes_ = 0;           ///< of samples in the piece under way
    int refusals_ = 0;                 ///< of the request under way
    bool expects_send_again_ = false;  ///< for a frame that zero bytes have completed
    uint64_t heard_ = 0;               ///< bytes before the last send
    Clock::time_point sent_;
    std::vector<float> outputs_;
    std::optional<ModelInfo> met_;                 ///< of the board with which the session began
    std::optional<Clock::time_point> lost_since_;  ///< until a row was answered again
    std::optional<Error> lost_;                    ///< what ends the session when the board is not found
    std::optional<Clock::time_point> began_;
    SessionReport report_;
    std::optional<Result<SessionReport>> outcome_;
};

}  // namespace mote::link
