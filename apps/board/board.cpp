// SPDX-License-Identifier: GPL-3.0-or-later
#include "board.hpp"

#include <algorithm>
#include <cstring>
#include <thread>
#include <utility>

#include "simavr.hpp"

namespace board {
namespace {

using namespace std::chrono_literals;

constexpr uint64_t looks_a_second = 4000;         // at the outside world, in simulated time
constexpr size_t line_limit = 4096;               // bytes taken from the client ahead of the chip
constexpr size_t client_limit = size_t{1} << 16;  // bytes kept for a client that does not read
constexpr size_t largest_piece = 1400;            // of what a client gets in one go
constexpr auto reader_patience = 5s;              // then nobody reads, and new bytes are dropped
constexpr auto longest_lag = 100ms;               // behind the wall clock: then do not try to catch up
constexpr auto shortest_sleep = 1ms;
constexpr auto client_patience = 100ms;  // for its reaction, with waits_for_client

const avr_ioport_t* find_port(avr_t* avr, char name) {
    for (avr_io_t* io = avr->io_port; io != nullptr; io = io->next) {
        if (io->kind == nullptr || std::strcmp(io->kind, "port") != 0) continue;
        const auto* port = reinterpret_cast<avr_ioport_t*>(io);  // the module is its first member
        if (port->name == name) return port;
    }
    return nullptr;
}

}  // namespace

Board::Board(Chip& chip, ClientPort& client, BoardOptions options)
    : chip_(chip), client_(client), options_(std::move(options)), serial_(chip) {
    leds_ = leds_of(chip.avr()->mmcu);
    for (Led& led : leds_) {
        const avr_ioport_t* port = find_port(chip.avr(), led.port[1]);
        if (port == nullptr) continue;
        led.output = port->r_port;
        led.direction = port->r_ddr;
    }
}

std::vector<Led> leds_of(const std::string& mcu) {
    if (mcu.starts_with("atmega328")) return {{13, "PB5", "red", 0x20}, {14, "PC0", "green", 0x01}};
    if (mcu.starts_with("atmega1284")) return {{0, "PB0", "red", 0x01}, {24, "PA0", "green", 0x01}};
    return {{52, "PB1", "red", 0x02}, {53, "PB0", "green", 0x01}};
}

std::string Board::run(const std::atomic<bool>& stop) {
    started_ = pace_time_ = Clock::now();
    const uint64_t interval = std::max<uint64_t>(1, chip_.hz() / looks_a_second);
    uint64_t next_look = 0;
    while (chip_.step()) {
        look_at_leds();
        if (chip_.cycles() < next_look) continue;
        next_look = chip_.cycles() + interval;
        if (stop.load(std::memory_order_relaxed)) return "signal";
        if (time_is_over()) return "time limit";
        exchange_bytes(stop);
        keep_pace();
    }
    hand_to_client(stop);
    return chip_.state() == ChipState::halted ? "halted" : "crashed";
}

void Board::look_at_leds() {
    const uint8_t* const data = chip_.avr()->data;
    for (Led& led : leds_) {
        const bool on = (data[led.output] & data[led.direction] & led.mask) != 0 && led.output != 0;
        if (on == led.on) continue;
        led.on = on;
        ++led.changes;
        led.changed_at = chip_.cycles();
        if (options_.on_led) options_.on_led(led);
    }
}

void Board::exchange_bytes(const std::atomic<bool>& stop) {
    if (options_.reset_on_open && client_.opened()) {
        chip_.reset();
        to_client_.clear();
    }
    if (resets_seen_ != chip_.resets()) {
        resets_seen_ = chip_.resets();
        serial_.chip_was_reset();
    }
    if (!serial_.exists()) return;
    wait_for_client();
    to_client_ += serial_.take_from_chip();
    if (serial_.waiting_for_chip() < line_limit) {
        std::string bytes;
        if (client_.read(bytes, line_limit - serial_.waiting_for_chip())) to_client_.clear();
        if (!bytes.empty()) client_owes_ = false;
        serial_.send_to_chip({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
    }
    // A datagram is sent once nothing has followed for a look.
    const bool grows = to_client_.size() != std::exchange(had_for_client_, to_client_.size());
    if (grows && client_.takes_pieces() && to_client_.size() < largest_piece) return;
    if (!to_client_.empty()) hand_to_client(stop);
}

/// Of a computer that does other things besides no time shows on the chip.
void Board::wait_for_client() {
    if (!options_.waits_for_client || serial_.waiting_for_chip() > 0 || serial_.is_sending()) return;
    if (std::exchange(client_owes_, false))
        client_.wait_readable(std::chrono::nanoseconds(client_patience).count());
}

void Board::hand_to_client(const std::atomic<bool>& stop) {
    to_client_ += serial_.take_from_chip();
    const auto give_up = Clock::now() + reader_patience;
    // A slow reader stops the simulated time, not its own bytes: nothing is lost. No reader at all stops
    // nothing.
    for (;;) {
        if (client_.write(to_client_) > 0) {
            nobody_reads_ = false;
            client_owes_ = true;
        }
        if (to_client_.size() <= client_limit) return;
        nobody_reads_ = nobody_reads_ || Clock::now() >= give_up || stop.load(std::memory_order_relaxed);
        if (nobody_reads_) break;
        client_.wait_writable(std::chrono::nanoseconds(50ms).count());
    }
    dropped_ += to_client_.size() - client_limit;
    to_client_.resize(client_limit);
}

bool Board::time_is_over() const {
    const double simulated = static_cast<double>(chip_.cycles()) / static_cast<double>(chip_.hz());
    if (options_.simulated_limit > 0 && simulated >= options_.simulated_limit) return true;
    return options_.time_limit > 0 &&
           Clock::now() - started_ >= std::chrono::duration<double>(options_.time_limit);
}

void Board::keep_pace() {
    // Idle for a quarter of a second: nobody waits for an answer, so the board takes the time that a real one
    // takes and leaves the host's processor to others. It is at full speed again with the first byte.
    const bool idle = chip_.cycles() - serial_.last_activity() > chip_.hz() / 4;
    const auto now = Clock::now();
    const auto simulated = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
        static_cast<double>(chip_.cycles() - pace_cycles_) / static_cast<double>(chip_.hz())));
    const auto target = pace_time_ + simulated;
    if ((!options_.realtime && !idle) || now - target > longest_lag) {
        pace_time_ = now;
        pace_cycles_ = chip_.cycles();
    } else if (target - now >= shortest_sleep) {
        sleep_until(target);
    }
}

void Board::sleep_until(Clock::time_point target) {
    const bool room = serial_.waiting_for_chip() < line_limit;
    if (options_.realtime || !room)
        std::this_thread::sleep_until(target);
    else
        client_.wait_readable(std::chrono::nanoseconds(target - Clock::now()).count());
}

}  // namespace board
