// A whole conversation of the host with a board that answers anything, over a real pseudo-terminal.
#include "link/session.hpp"

#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "frames.hpp"

namespace mote::fuzz {
namespace {

/// The board's side of one terminal, which lives as long as the program.
struct Terminal {
    int master = -1;
    int slave = -1;  ///< kept open, so that the terminal outlives a session
    std::string device;
};

const Terminal& terminal() {
    static const Terminal made = [] {
        Terminal t;
        std::array<char, 100> name{};
        demand(openpty(&t.master, &t.slave, name.data(), nullptr, nullptr) == 0, "a terminal can be made");
        fcntl(t.master, F_SETFL, O_NONBLOCK);
        t.device = name.data();
        return t;
    }();
    return made;
}

/// Answers each batch of requests with the next piece of the input.
class Board {
  public:
    Board(uv_loop_t* loop, Input& input) : input_(input) {
        uv_poll_init(loop, &poll_, terminal().master);
        poll_.data = this;
        uv_poll_start(&poll_, UV_READABLE,
                      [](uv_poll_t* handle, int, int) { static_cast<Board*>(handle->data)->on_request(); });
    }
    void close() {
        uv_poll_stop(&poll_);
        uv_close(reinterpret_cast<uv_handle_t*>(&poll_), nullptr);
    }

  private:
    void on_request() {
        std::array<uint8_t, 4096> got;
        const ssize_t count = read(terminal().master, got.data(), got.size());
        if (count < 8 || input_.empty()) return;
        const auto sequence = static_cast<uint16_t>(got[6] | got[7] << 8);
        const auto piece = next_piece(input_, sequence);
        if (!piece.empty()) (void)!write(terminal().master, piece.data(), piece.size());
    }

    Input& input_;
    uv_poll_t poll_ = {};
};

void empty_the_terminal() {
    std::array<uint8_t, 4096> rest;
    while (read(terminal().master, rest.data(), rest.size()) > 0) {
    }
}

link::SessionOptions impatient() {
    link::SessionOptions options;
    options.time_out_ms = options.gap_ms = options.board_gap_ms = 1;
    options.boot_wait_ms = 0;
    options.sends = 2;
    return options;
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    fuzz::empty_the_terminal();
    uv_loop_t loop;
    uv_loop_init(&loop);
    fuzz::Input input({data, size});
    fuzz::Board board(&loop, input);
    const std::array<float, 3> row = {1, 2, 3};
    size_t answers = 0;
    link::SessionEvents events;
    events.on_answer = [&](const link::Answer& answer) {
        fuzz::demand(answer.row == answers++, "answers come in order");
    };
    std::optional<Result<link::SessionReport>> outcome;
    link::Session session(&loop, fuzz::terminal().device, 1000000,
                          {3, 4, [&](size_t) { return std::span<const float>(row); }}, fuzz::impatient(),
                          events, [&](Result<link::SessionReport> result) {
                              fuzz::demand(!outcome, "a session ends once");
                              outcome = std::move(result);
                              board.close();
                          });
    session.start();
    uv_run(&loop, UV_RUN_DEFAULT);
    fuzz::demand(outcome.has_value(), "a session ends");
    fuzz::demand(!*outcome || answers == 4, "a session without an error has all answers");
    fuzz::demand(uv_loop_close(&loop) == 0, "nothing is left on the loop");
    return 0;
}
