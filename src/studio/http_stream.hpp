// A socket whose sender must keep a pace: what arrives too slowly is cut off, however steadily it drips.
#pragma once

#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

namespace mote::studio {

class PacedStream : public httplib::Stream {
  public:
    explicit PacedStream(int socket) : socket_(socket) {}

    bool is_readable() const override { return at_ < end_ || wait(POLLIN, left()); }
    bool is_writable() const override { return wait(POLLOUT, write_limit); }

    ssize_t read(char* out, size_t size) override {
        if (at_ == end_) {
            if (!wait(POLLIN, left())) return -1;
            const ssize_t got = recv(socket_, buffer_.data(), buffer_.size(), 0);
            if (got <= 0) return got;
            at_ = 0;
            end_ = static_cast<size_t>(got);
            received_ += end_;
        }
        const size_t count = std::min(size, end_ - at_);
        std::memcpy(out, buffer_.data() + at_, count);
        at_ += count;
        return static_cast<ssize_t>(count);
    }

    ssize_t write(const char* data, size_t size) override {
        if (!is_writable()) return -1;
        return send(socket_, data, size, MSG_NOSIGNAL);
    }

    void get_remote_ip_and_port(std::string& ip, int& port) const override {
        ip = "127.0.0.1";
        port = 0;
    }
    // Not in every release of the library, hence no `override`.
    void get_local_ip_and_port(std::string& ip, int& port) const { get_remote_ip_and_port(ip, port); }
    socket_t socket() const override { return socket_; }

  private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds grace{10'000}, write_limit{10'000};
    static constexpr size_t bytes_a_millisecond = 64;

    /// Milliseconds that the sender has: those of the start, and one more for each 64 bytes that came.
    std::chrono::milliseconds left() const {
        const auto allowed = grace + std::chrono::milliseconds(received_ / bytes_a_millisecond);
        const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun_);
        return std::max(allowed - spent, std::chrono::milliseconds(0));
    }

    bool wait(short what, std::chrono::milliseconds limit) const {
        pollfd entry{socket_, what, 0};
        return poll(&entry, 1, static_cast<int>(std::min<int64_t>(limit.count(), 60'000))) > 0;
    }

    int socket_;
    Clock::time_point begun_ = Clock::now();
    size_t received_ = 0;
    std::array<char, 16384> buffer_;
    size_t at_ = 0, end_ = 0;
};

/// Takes what a sender still sends, for two seconds at most, and drops it: closing with bytes unread would reset the
/// connection, and an answer that was given early (the disk is full) would be lost on its way.
inline void drop_unread(int socket) {
    std::array<char, 16384> bytes;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    pollfd entry{socket, POLLIN, 0};
    int wait = 0;  // whoever has sent nothing by now waits for nothing
    while (std::chrono::steady_clock::now() < end && poll(&entry, 1, wait) > 0 &&
           recv(socket, bytes.data(), bytes.size(), 0) > 0)
        wait = 200;
}

}  // namespace mote::studio
