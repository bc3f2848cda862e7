// The sketch's own application behind a pseudo-terminal, with a receive buffer that overflows as a chip's does.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace mote::test {

/// One at a time: the application has one state (tests/protocol/fake).
class AppBoard {
  public:
    struct Habits {
        /// May change what leaves the board, or take it away.
        std::function<void(std::vector<uint8_t>& bytes)> send = {};
        /// May change what comes.
        std::function<void(std::span<uint8_t> bytes)> hear = {};
        int inference_ms = 1;
    };

    AppBoard(uint16_t inputs, Habits habits);
    ~AppBoard();
    AppBoard(const AppBoard&) = delete;
    AppBoard& operator=(const AppBoard&) = delete;

    const std::string& device() const { return device_; }
    /// Bytes for which the buffer had no room.
    size_t lost() const { return lost_; }
    /// Most bytes that waited while an inference ran.
    size_t most_waiting() const { return most_waiting_; }

  private:
    void run();
    void receive(size_t most);
    void say();

    const Habits habits_;
    std::string device_;
    int master_ = -1, slave_ = -1;
    std::vector<uint8_t> ring_;
    std::atomic<size_t> lost_ = 0, most_waiting_ = 0;
    std::atomic<bool> ending_ = false;
    std::thread thread_;
};

}  // namespace mote::test
