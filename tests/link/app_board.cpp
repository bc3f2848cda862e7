#include "app_board.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "calculator.h"
#include "fake_board.hpp"
#include "mote_app.h"

namespace mote::test {
namespace {

/// Bytes that the line brings while the chip takes a run of them.
constexpr size_t slower_than_the_chip = 16;
constexpr size_t all_that_comes = 4096;

}  // namespace

AppBoard::AppBoard(uint16_t inputs, Habits habits) : habits_(std::move(habits)) {
    char name[128] = {};
    termios raw = {};
    cfmakeraw(&raw);
    if (openpty(&master_, &slave_, name, &raw, nullptr) != 0) std::abort();
    fcntl(master_, F_SETFL, O_NONBLOCK);
    device_ = name;
    fake_calculator = {};
    fake_calculator.inputs = inputs;
    board = {};
    if (mote_app_init() != 0) std::abort();
    thread_ = std::thread([this] { run(); });
}

AppBoard::~AppBoard() {
    ending_ = true;
    thread_.join();
    close(slave_);
    close(master_);
}

/// A byte of the buffer tells a full one from an empty one.
void AppBoard::receive(size_t most) {
    uint8_t bytes[4096];
    const ssize_t got = read(master_, bytes, std::min(most, sizeof bytes));
    if (got <= 0) return;
    if (habits_.hear) habits_.hear({bytes, static_cast<size_t>(got)});
    const size_t room = mote_board_io_buffer() - 1 - ring_.size();
    const size_t taken = std::min(room, static_cast<size_t>(got));
    ring_.insert(ring_.end(), bytes, bytes + taken);
    lost_ += static_cast<size_t>(got) - taken;
}

void AppBoard::say() {
    if (board.sent.empty()) return;
    auto bytes = std::exchange(board.sent, {});
    if (habits_.send) habits_.send(bytes);
    if (!bytes.empty() && write(master_, bytes.data(), bytes.size()) < 0) std::abort();
}

void AppBoard::run() {
    const auto start = std::chrono::steady_clock::now();
    while (!ending_) {
        if (ring_.empty()) {
            pollfd wait = {master_, POLLIN, 0};
            poll(&wait, 1, 10);
        }
        receive(slower_than_the_chip);
        const auto now = std::chrono::steady_clock::now() - start;
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
        const auto before = fake_calculator.runs;
        const auto there = static_cast<uint8_t>(std::min<size_t>(64, ring_.size()));
        const uint8_t taken = there > 0 ? mote_app_take(ring_.data(), there, static_cast<uint32_t>(ms)) : 0;
        mote_app_tick(static_cast<uint32_t>(ms));
        if (fake_calculator.runs != before) {
            std::this_thread::sleep_for(std::chrono::milliseconds(habits_.inference_ms));
            receive(all_that_comes);  // while it computes nothing is released
            most_waiting_ = std::max(most_waiting_.load(), ring_.size());
        }
        ring_.erase(ring_.begin(), ring_.begin() + taken);
        say();
    }
}

}  // namespace mote::test
