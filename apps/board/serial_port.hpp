// SPDX-License-Identifier: GPL-3.0-or-later
// The chip's serial port 0, as the data sheet has it: exact bit times, a transmit register in front of the
// shift register, two received bytes behind the receiving one.
//
// It replaces libsimavr's model (11 bit times a byte, a rate that follows only one register, 64 bytes of
// buffer). The one liberty: the line waits rather than to overrun a full receiver, so that no byte is ever
// lost however fast the host is; each such wait is counted, because a real chip would have lost a byte there.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>

#include "chip.hpp"

struct avr_uart_t;

namespace board {

class SerialPort {
  public:
    explicit SerialPort(Chip& chip);
    SerialPort(const SerialPort&) = delete;
    SerialPort& operator=(const SerialPort&) = delete;

    /// False for a chip without one (ATtiny85): then nothing below does anything.
    bool exists() const { return uart_ != nullptr; }

    /// Hands bytes to the line; they reach the chip one after another.
    void send_to_chip(std::span<const uint8_t> bytes);
    bool is_sending() const { return shifting_; }
    size_t waiting_for_chip() const { return line_.size(); }
    /// What has left the chip since the last call.
    std::string take_from_chip();

    /// To be called after a reset of the chip (watchdog).
    void chip_was_reset();

    uint64_t last_activity() const { return last_activity_; }  ///< cycle at which a byte last began or ended
    /// Cycles from the first byte that a host sent to the last one in either direction; 0 before it.
    uint64_t busy_span() const { return first_heard_ ? last_activity_ - *first_heard_ : 0; }
    uint64_t bytes_in() const { return bytes_in_; }  ///< received by the chip
    uint64_t bytes_out() const { return bytes_out_; }
    uint64_t overruns_avoided() const { return overruns_avoided_; }
    double baud() const;

  private:
    uint64_t cycles_per_bit() const;
    uint64_t cycles_per_byte() const;
    bool start_receiving();
    uint64_t receive_ended(uint64_t when);
    uint64_t transmit_ended(uint64_t when);
    uint8_t read_data();
    void write_data(uint8_t value);
    void write_status(uint8_t value);
    void write_control(uint8_t value);
    void flush_receiver();

    static constexpr size_t receiver_holds = 3;  // two in the buffer, one in the shift register

    Chip& chip_;
    avr_uart_t* uart_ = nullptr;
    std::deque<uint8_t> line_;      ///< from the host, not yet begun
    std::deque<uint8_t> received_;  ///< not yet read by the program
    bool line_busy_ = false;
    bool line_held_ = false;
    uint8_t arriving_ = 0;
    bool shifting_ = false;
    bool register_full_ = false;
    uint8_t leaving_ = 0;
    uint8_t next_leaving_ = 0;
    std::string sent_;
    uint64_t last_activity_ = 0;
    std::optional<uint64_t> first_heard_;
    uint64_t bytes_in_ = 0;
    uint64_t bytes_out_ = 0;
    uint64_t overruns_avoided_ = 0;
};

}  // namespace board
