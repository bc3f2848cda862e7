// udp://127.0.0.1:50005?listen=50000: a board behind UDP on this computer.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.hpp"

namespace mote::link {

struct UdpAddress {
    std::string host = "127.0.0.1";  ///< of the loopback
    uint16_t port = 50005;           ///< where the board listens
    uint16_t listen = 50000;         ///< where its replies come; 0: any free port
};

/// Whether a port is meant as UDP.
bool is_udp(const std::string& port);

/// Errors: usage, for what is no such address, or one that is not on the loopback.
Result<UdpAddress> parse_udp(const std::string& text);

}  // namespace mote::link
