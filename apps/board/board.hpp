// SPDX-License-Identifier: GPL-3.0-or-later
// The board as a person meets it: chip, serial line behind a pseudo-terminal or UDP, two LEDs, a clock on the wall.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "chip.hpp"
#include "client_port.hpp"
#include "serial_port.hpp"

namespace board {

struct Led {
    int pin;                 ///< Arduino's number
    const char* port;        ///< name of the chip's pin: "PB1"
    const char* colour;      ///< on the demonstration board
    uint8_t mask;            ///< within the port
    uint16_t output = 0;     ///< address of the port's output register; 0: no such port
    uint16_t direction = 0;  ///< and of its direction register
    bool on = false;
    uint64_t changes = 0;
    uint64_t changed_at = 0;  ///< cycle
};

/// The LEDs of the board with this chip, as Mote's sketch uses them.
std::vector<Led> leds_of(const std::string& mcu);

struct BoardOptions {
    bool realtime = false;  ///< never faster than the chip would be
    bool reset_on_open =
        false;  ///< whoever opens the serial port resets the chip, as the USB chip of a board does
    bool waits_for_client =
        false;  ///< the chip's time stands still until an idle line's client has reacted to what it got
    double time_limit = 0;       ///< seconds on the wall; 0: none
    double simulated_limit = 0;  ///< seconds on the chip; 0: none
    std::function<void(const Led&)> on_led;
};

class Board {
  public:
    Board(Chip& chip, ClientPort& client, BoardOptions options);

    /// Runs until `stop` is set, the time is over or the chip stops; says which of them it was.
    std::string run(const std::atomic<bool>& stop);

    const SerialPort& serial() const { return serial_; }
    const std::vector<Led>& leds() const { return leds_; }
    uint64_t bytes_dropped() const { return dropped_; }

  private:
    using Clock = std::chrono::steady_clock;

    void look_at_leds();
    void wait_for_client();
    void exchange_bytes(const std::atomic<bool>& stop);
    void hand_to_client(const std::atomic<bool>& stop);
    void keep_pace();
    void sleep_until(Clock::time_point target);
    bool time_is_over() const;

    Chip& chip_;
    ClientPort& client_;
    BoardOptions options_;
    SerialPort serial_;
    std::vector<Led> leds_;
    unsigned resets_seen_ = 0;
    std::string to_client_;
    size_t had_for_client_ = 0;  ///< bytes of to_client_ at the last look
    bool client_owes_ = false;   ///< it got bytes and has not reacted
    bool nobody_reads_ = false;
    uint64_t dropped_ = 0;
    Clock::time_point started_;
    Clock::time_point pace_time_;  ///< wall clock and cycles at the last moment when both were set equal
    uint64_t pace_cycles_ = 0;
};

}  // namespace board
