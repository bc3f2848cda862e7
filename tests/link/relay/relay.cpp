// link_relay DEVICE --link NAME: a bad line between a board's serial device and a client's, which NAME becomes a symbolic
// link to. Seeded: the same bytes meet the same faults. Ends with SIGINT or SIGTERM and says what it has damaged.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <deque>

#include "faults.hpp"

namespace {

using namespace std::chrono;
using mote::test::Faults;
using mote::test::FaultShares;
using Clock = steady_clock;

volatile std::sig_atomic_t ended = 0;

/// One direction of the line.
class Way {
  public:
    Way(int from, int to, const FaultShares& shares, uint64_t seed)
        : from_(from), to_(to), faults_(shares, seed) {}

    void take() {
        uint8_t bytes[4096];
        const ssize_t got = read(from_, bytes, sizeof bytes);
        if (got <= 0) return;
        const auto now = Clock::now();
        for (const auto& late : faults_.through({bytes, static_cast<size_t>(got)})) {
            free_ = std::max(free_, now) + milliseconds(late.delay_ms);
            waiting_.push_back({free_, late.byte});
        }
    }
    /// Hands over what is due.
    void hand_over() {
        const auto now = Clock::now();
        uint8_t bytes[4096];
        size_t count = 0;
        while (count < sizeof bytes && count < waiting_.size() && waiting_[count].due <= now) {
            bytes[count] = waiting_[count].byte;
            ++count;
        }
        const ssize_t sent = count > 0 ? write(to_, bytes, count) : 0;
        if (sent > 0) waiting_.erase(waiting_.begin(), waiting_.begin() + sent);
    }
    int wait_ms() const {
        if (waiting_.empty()) return 100;
        return static_cast<int>(std::clamp<int64_t>(
            duration_cast<milliseconds>(waiting_.front().due - Clock::now()).count() + 1, 0, 100));
    }
    int from() const { return from_; }
    const Faults& faults() const { return faults_; }

  private:
    struct Due {
        Clock::time_point due;
        uint8_t byte;
    };
    int from_, to_;
    Faults faults_;
    std::deque<Due> waiting_;
    Clock::time_point free_;
};

int open_board(const std::string& device) {
    const int board = open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK);
    termios raw = {};
    if (board < 0 || tcgetattr(board, &raw) != 0) return -1;
    cfmakeraw(&raw);
    tcsetattr(board, TCSANOW, &raw);
    return board;
}

/// The client's side; the slave stays open, so that the terminal outlives a client.
int open_client(const std::string& link) {
    int master = -1, slave = -1;
    char name[128] = {};
    termios raw = {};
    cfmakeraw(&raw);
    if (openpty(&master, &slave, name, &raw, nullptr) != 0) return -1;
    fcntl(master, F_SETFL, O_NONBLOCK);
    unlink(link.c_str());
    return symlink(name, link.c_str()) == 0 ? master : -1;
}

void relay(Way& there, Way& back) {
    while (!ended) {
        pollfd entries[2] = {{there.from(), POLLIN, 0}, {back.from(), POLLIN, 0}};
        poll(entries, 2, std::min(there.wait_ms(), back.wait_ms()));
        if (entries[0].revents) there.take();
        if (entries[1].revents) back.take();
        there.hand_over();
        back.hand_over();
        if (entries[1].revents & POLLHUP) return;
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"link_relay: a line that damages bytes, between a board and a client"};
    std::string device, link;
    FaultShares shares;
    uint64_t seed = 1;
    app.add_option("device", device, "the board's serial device")->required();
    app.add_option("--link", link, "the client's serial device")->required();
    app.add_option("--seed", seed, "of the faults");
    app.add_option("--flip", shares.flip, "share of bytes that are changed");
    app.add_option("--lose", shares.lose, "share of bytes that do not come");
    app.add_option("--double", shares.twice, "share of bytes that come twice");
    app.add_option("--delay", shares.delay, "share of bytes that come up to 50 ms late");
    app.add_option("--burst", shares.burst, "share of bytes in bursts of eight that are changed or lost");
    CLI11_PARSE(app, argc, argv);
    const int board = open_board(device), client = open_client(link);
    if (board < 0 || client < 0)
        return fmt::print(stderr, "error: {} or {} cannot be used\n", device, link), 2;
    for (const int number : {SIGINT, SIGTERM}) std::signal(number, [](int) { ended = 1; });
    Way there(client, board, shares, 2 * seed), back(board, client, shares, 2 * seed + 1);
    relay(there, back);
    for (const Way* way : {&there, &back})
        fmt::print("{} of {} bytes damaged\n", way->faults().damaged(), way->faults().bytes());
    return 0;
}
