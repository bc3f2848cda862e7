// A serial device, opened raw: a board's USB port, a UART, or the pseudo-terminal of a simulated board.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::link {

/// An open device; closes it at the end of its life unless release() gave the descriptor away.
class SerialPort {
  public:
    /// 8 data bits, no parity, one stop bit, no flow control, non-blocking, exclusive to this process. What
    /// waited in its buffers is dropped. On a pseudo-terminal the rate means nothing.
    /// Errors: io when the device is missing, not a serial device, not permitted, or in use; usage for a rate
    /// that the device refuses.
    static Result<SerialPort> open(const std::string& device, unsigned baud);

    SerialPort(SerialPort&& other) noexcept;
    SerialPort& operator=(SerialPort&& other) noexcept;
    ~SerialPort();

    const std::string& device() const { return device_; }
    int descriptor() const { return descriptor_; }
    int release();
    /// True for real ports: opening one pulls DTR, which resets an Arduino.
    bool resets_board() const { return resets_board_; }

  private:
    SerialPort(std::string device, int descriptor) : device_(std::move(device)), descriptor_(descriptor) {}

    std::string device_;
    int descriptor_ = -1;
    bool resets_board_ = false;
};

/// Devices that look like boards: /dev/ttyACM*, /dev/ttyUSB*, sorted.
std::vector<std::string> likely_ports();

/// What to do about a device that is missing: names the likely ones that are there.
std::string missing_device_remedy();

}  // namespace mote::link
