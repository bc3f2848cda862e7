// SPDX-License-Identifier: GPL-3.0-or-later
// The host's side of the serial line as UDP on the loopback, for clients that have no serial port.
#pragma once

#include <netinet/in.h>

#include <string>

#include "client_port.hpp"
#include "core/result.hpp"

namespace board {

class UdpPort : public ClientPort {
  public:
    /// address: "50005": listens there, replies go to where the last datagram came from; "50005:50000": replies go
    /// to port 50000 of this computer. Errors: usage, io (in use).
    static mote::Result<UdpPort> open(const std::string& address);
    UdpPort(UdpPort&& other) noexcept;
    UdpPort& operator=(UdpPort&&) = delete;
    ~UdpPort() override;

    const std::string& device() const override { return device_; }
    bool read(std::string& bytes, size_t limit) override;
    size_t write(std::string& bytes) override;
    bool takes_pieces() const override { return true; }
    void wait_readable(int64_t nanoseconds) const override;
    void wait_writable(int64_t nanoseconds) const override;

  private:
    UdpPort() = default;

    int socket_ = -1;
    std::string device_;
    std::string waiting_;      ///< of a datagram that was larger than the limit of a read
    sockaddr_in client_ = {};  ///< port 0: none was heard yet
    bool fixed_client_ = false;
};

}  // namespace board
