// A board made up by a thread on the other side of a real pseudo-terminal, or of UDP. It reads requests with the chip's
// own parser and writes replies with the chip's own writers; each test bends it in one way.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <thread>

#include "frames.hpp"

namespace mote::test {

struct BoardHabits {
    uint16_t inputs = 3;
    uint16_t outputs = 2;
    uint16_t task = MOTE_FRAME_TASK_BINARY;
    bool asks_again = false;  ///< answers damaged requests by "send again"
    bool echoes = true;       ///< the reserved bytes of the request come back
    /// May change or withhold what the board sends: called with the count of requests so far (from 1), the
    /// request and the reply; returns the bytes for the line.
    std::function<Bytes(int request, const mote_header& header, const Bytes& reply)> send = {};
    /// Sees, and may change, every byte that comes over the line before the board's parser does.
    std::function<void(std::span<uint8_t> bytes)> hear = {};
    bool udp = false;    ///< listens on a free port of this computer instead
    int hang_up_at = 0;  ///< closes its side instead of answering this request
};

class PtyBoard {
  public:
    explicit PtyBoard(BoardHabits habits);
    ~PtyBoard();
    PtyBoard(const PtyBoard&) = delete;
    PtyBoard& operator=(const PtyBoard&) = delete;

    const std::string& device() const { return device_; }
    int requests() const { return requests_; }
    int rows() const { return rows_; }
    /// Sends bytes unasked; called by a test's `send` habit or before the session begins.
    void say(std::span<const uint8_t> bytes);

  private:
    void open_terminal();
    void open_udp();
    ssize_t hear(std::span<uint8_t> bytes);
    void run();
    void on_request(const mote_header& header, const Bytes& payload);
    Bytes reply_to(const mote_header& header, const Bytes& payload);

    const BoardHabits habits_;
    std::string device_;
    int master_ = -1;  ///< or the UDP socket
    int slave_ = -1;   ///< kept open, so that the terminal lives before and after the session
    bool connected_ = false;
    std::atomic<bool> ending_ = false;
    std::atomic<int> requests_ = 0;
    std::atomic<int> rows_ = 0;
    std::thread thread_;
};

}  // namespace mote::test
