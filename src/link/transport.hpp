// What bytes travel over between the host and a board: a serial device, or UDP on this computer.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "core/result.hpp"
#include "link/request.hpp"

namespace mote::link {

/// Ownership: after start() (even a failed one) it must live until the callback of close() was called.
class Transport {
  public:
    struct Events {
        std::function<void(std::span<const uint8_t>)> on_bytes;  ///< valid during the call
        std::function<void(const std::string& reason)>
            on_lost;  ///< the board's side is gone; empty: no more is known
    };

    virtual ~Transport() = default;
    virtual Status start(uv_loop_t* loop, Events events) = 0;
    /// Sends unless the former bytes are still waiting to be taken: then it does nothing.
    virtual void send(Bytes bytes) = 0;
    /// Sends behind the former bytes, as soon as the device takes them.
    virtual void queue(Bytes bytes) = 0;
    /// Calls nothing of `events` afterwards; `closed` once, from the loop. Call at most once, after start().
    virtual void close(std::function<void()> closed) = 0;
    /// Opening it has reset the board: its boot loader listens first.
    virtual bool resets_board() const { return false; }
};

/// port: a device's path, or udp://127.0.0.1:PORT (udp_address.hpp). baud: of a serial device.
/// Errors: those of SerialPort::open and parse_udp; io when the local UDP port is in use.
Result<std::unique_ptr<Transport>> open_transport(const std::string& port, unsigned baud);

Result<std::unique_ptr<Transport>> open_serial(const std::string& device, unsigned baud);
Result<std::unique_ptr<Transport>> open_udp(const std::string& address);

}  // namespace mote::link
