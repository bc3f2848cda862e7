// SPDX-License-Identifier: GPL-3.0-or-later
#include "udp_port.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <system_error>
#include <utility>

namespace board {
namespace {

using mote::Error;
using mote::ErrorCode;
using mote::Result;

constexpr size_t largest_datagram = 1400;

bool read_port(std::string_view text, uint16_t& port) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port > 0;
}

sockaddr_in loopback(uint16_t port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

Result<UdpPort> UdpPort::open(const std::string& address) {
    const size_t colon = address.find(':');
    uint16_t port = 0, client = 0;
    if (!read_port(std::string_view(address).substr(0, colon), port) ||
        (colon != address.npos && !read_port(std::string_view(address).substr(colon + 1), client)))
        return Error{ErrorCode::usage, "is no port, nor two with a colon between", "--udp " + address,
                     "write 50005, or 50005:50000 when replies must go to port 50000"};
    UdpPort udp;
    udp.socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const sockaddr_in local = loopback(port);
    if (udp.socket_ < 0 || ::bind(udp.socket_, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0)
        return Error{ErrorCode::io, "cannot listen there: " + std::generic_category().message(errno),
                     "--udp " + address,
                     "close the other program that listens there, or choose another port"};
    udp.device_ = "udp://127.0.0.1:" + std::to_string(port);
    udp.fixed_client_ = client > 0;
    if (client > 0) udp.client_ = loopback(client);
    return udp;
}

UdpPort::UdpPort(UdpPort&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      device_(std::move(other.device_)),
      waiting_(std::move(other.waiting_)),
      client_(other.client_),
      fixed_client_(other.fixed_client_) {}

UdpPort::~UdpPort() {
    if (socket_ >= 0) ::close(socket_);
}

bool UdpPort::read(std::string& bytes, size_t limit) {
    std::array<char, size_t{1} << 16> datagram;
    while (waiting_.size() < limit) {
        sockaddr_in from = {};
        socklen_t size = sizeof from;
        const ssize_t got = ::recvfrom(socket_, datagram.data(), datagram.size(), 0,
                                       reinterpret_cast<sockaddr*>(&from), &size);
        if (got < 0) break;
        if (!fixed_client_) client_ = from;
        waiting_.append(datagram.data(), static_cast<size_t>(got));
    }
    const size_t taken = std::min(limit, waiting_.size());
    bytes.append(waiting_, 0, taken);
    waiting_.erase(0, taken);
    return false;
}

size_t UdpPort::write(std::string& bytes) {
    size_t done = 0;
    while (client_.sin_port != 0 && done < bytes.size()) {
        const size_t size = std::min(largest_datagram, bytes.size() - done);
        const ssize_t wrote = ::sendto(socket_, bytes.data() + done, size, 0,
                                       reinterpret_cast<const sockaddr*>(&client_), sizeof client_);
        if (wrote < 0 && errno == EAGAIN) break;
        done += size;  // what nobody listens for is gone, as on a cable
    }
    bytes.erase(0, done);
    return done;
}

void UdpPort::wait_readable(int64_t nanoseconds) const {
    if (waiting_.empty()) wait_for(socket_, POLLIN, nanoseconds);
}
void UdpPort::wait_writable(int64_t nanoseconds) const {
    wait_for(socket_, POLLOUT, nanoseconds);
}

}  // namespace board
