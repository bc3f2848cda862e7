// SPDX-License-Identifier: GPL-3.0-or-later
#include "serial_port.hpp"

#include <cstring>
#include <utility>

#include "simavr.hpp"

namespace board {
namespace {

avr_uart_t* find_uart(avr_t* avr, char name) {
    for (avr_io_t* port = avr->io_port; port != nullptr; port = port->next) {
        if (port->kind == nullptr || std::strcmp(port->kind, "uart") != 0) continue;
        auto* uart = reinterpret_cast<avr_uart_t*>(port);  // the port is its first member
        if (uart->name == name) return uart;
    }
    return nullptr;
}

void clear(avr_t* avr, avr_int_vector_t& vector) {
    avr_clear_interrupt(avr, &vector);
    avr_regbit_clear(avr, vector.raised);
}

// Replaces the handlers that libsimavr put on a register; it has no call for that.
void on_read(avr_t* avr, avr_io_addr_t address, avr_io_read_t handler, void* owner) {
    auto& slot = avr->io[AVR_DATA_TO_IO(address)].r;
    slot.c = handler;
    slot.param = owner;
}

void on_write(avr_t* avr, avr_io_addr_t address, avr_io_write_t handler, void* owner) {
    auto& slot = avr->io[AVR_DATA_TO_IO(address)].w;
    slot.c = handler;
    slot.param = owner;
}

}  // namespace

SerialPort::SerialPort(Chip& chip) : chip_(chip), uart_(find_uart(chip.avr(), '0')) {
    if (uart_ == nullptr) return;
    avr_t* const avr = chip.avr();
    on_read(avr, uart_->r_ucsra, nullptr, nullptr);
    on_write(avr, static_cast<avr_io_addr_t>(uart_->ubrrl.reg), nullptr, nullptr);
    on_read(
        avr, uart_->r_udr,
        [](avr_t*, avr_io_addr_t, void* owner) { return static_cast<SerialPort*>(owner)->read_data(); },
        this);
    on_write(
        avr, uart_->r_udr,
        [](avr_t*, avr_io_addr_t, uint8_t v, void* owner) { static_cast<SerialPort*>(owner)->write_data(v); },
        this);
    on_write(
        avr, uart_->r_ucsra,
        [](avr_t*, avr_io_addr_t, uint8_t v, void* owner) {
            static_cast<SerialPort*>(owner)->write_status(v);
        },
        this);
    on_write(
        avr, uart_->r_ucsrb,
        [](avr_t*, avr_io_addr_t, uint8_t v, void* owner) {
            static_cast<SerialPort*>(owner)->write_control(v);
        },
        this);
}

uint64_t SerialPort::cycles_per_bit() const {
    avr_t* const avr = chip_.avr();
    const auto divider = avr_regbit_get(avr, uart_->ubrrl) | (avr_regbit_get(avr, uart_->ubrrh) << 8);
    return (static_cast<uint64_t>(divider) + 1) * (avr_regbit_get(avr, uart_->u2x) ? 8 : 16);
}

uint64_t SerialPort::cycles_per_byte() const {
    const uint8_t format = chip_.avr()->data[uart_->r_ucsrc];
    const bool nine = avr_regbit_get(chip_.avr(), uart_->ucsz2) != 0;
    const unsigned data_bits = nine ? 9u : 5u + ((format >> 1) & 3u);
    const unsigned parity = (format & 0x20) ? 1u : 0u;
    const unsigned stops = (format & 0x08) ? 2u : 1u;
    return cycles_per_bit() * (1 + data_bits + parity + stops);
}

double SerialPort::baud() const {
    return exists() ? static_cast<double>(chip_.hz()) / static_cast<double>(cycles_per_bit()) : 0.0;
}

void SerialPort::send_to_chip(std::span<const uint8_t> bytes) {
    if (!exists()) return;
    line_.insert(line_.end(), bytes.begin(), bytes.end());
    if (line_busy_ || !start_receiving()) return;
    avr_cycle_timer_register(
        chip_.avr(), cycles_per_byte(),
        [](avr_t*, avr_cycle_count_t when, void* owner) -> avr_cycle_count_t {
            return static_cast<SerialPort*>(owner)->receive_ended(when);
        },
        this);
}

bool SerialPort::start_receiving() {
    if (line_.empty() || !avr_regbit_get(chip_.avr(), uart_->rxen)) return false;
    const bool was_held = std::exchange(line_held_, received_.size() >= receiver_holds);
    if (line_held_ && !was_held) ++overruns_avoided_;
    if (line_held_) return false;
    arriving_ = line_.front();
    line_.pop_front();
    line_busy_ = true;
    last_activity_ = chip_.cycles();
    if (!first_heard_) first_heard_ = last_activity_;
    return true;
}

uint64_t SerialPort::receive_ended(uint64_t when) {
    line_busy_ = false;
    last_activity_ = chip_.cycles();
    if (avr_regbit_get(chip_.avr(), uart_->rxen)) {
        received_.push_back(arriving_);
        ++bytes_in_;
        avr_raise_interrupt(chip_.avr(), &uart_->rxc);
    }
    return start_receiving() ? when + cycles_per_byte() : 0;
}

uint8_t SerialPort::read_data() {
    avr_t* const avr = chip_.avr();
    uint8_t value = 0;
    if (!received_.empty()) {
        value = received_.front();
        received_.pop_front();
    }
    clear(avr, uart_->rxc);
    if (!received_.empty()) avr_raise_interrupt(avr, &uart_->rxc);  // the flag stays up while bytes wait
    if (line_held_) send_to_chip({});
    return value;
}

std::string SerialPort::take_from_chip() {
    return std::exchange(sent_, {});
}

void SerialPort::write_data(uint8_t value) {
    avr_t* const avr = chip_.avr();
    if (!avr_regbit_get(avr, uart_->txen) || register_full_) return;  // as the chip: such a write is lost
    clear(avr, uart_->udrc);
    last_activity_ = chip_.cycles();
    if (shifting_) {
        next_leaving_ = value;
        register_full_ = true;
        return;
    }
    leaving_ = value;
    shifting_ = true;
    avr_raise_interrupt(avr, &uart_->udrc);  // passed on to the shift register at once: room again
    avr_cycle_timer_register(
        avr, cycles_per_byte(),
        [](avr_t*, avr_cycle_count_t when, void* owner) -> avr_cycle_count_t {
            return static_cast<SerialPort*>(owner)->transmit_ended(when);
        },
        this);
}

uint64_t SerialPort::transmit_ended(uint64_t when) {
    avr_t* const avr = chip_.avr();
    sent_.push_back(static_cast<char>(leaving_));
    ++bytes_out_;
    last_activity_ = chip_.cycles();
    if (!register_full_) {
        shifting_ = false;
        avr_raise_interrupt(avr, &uart_->txc);
        return 0;
    }
    leaving_ = next_leaving_;
    register_full_ = false;
    avr_raise_interrupt(avr, &uart_->udrc);
    return when + cycles_per_byte();
}

void SerialPort::write_status(uint8_t value) {
    avr_t* const avr = chip_.avr();
    constexpr uint8_t writable = 0x03;  // U2X, MPCM; the others are set by the port itself
    const auto done = static_cast<uint8_t>(1u << uart_->txc.raised.bit);
    const uint8_t kept = avr->data[uart_->r_ucsra] & static_cast<uint8_t>(~writable);
    avr->data[uart_->r_ucsra] = static_cast<uint8_t>(kept | (value & writable));
    if (value & done) clear(avr, uart_->txc);  // written one to clear
}

void SerialPort::write_control(uint8_t value) {
    avr_t* const avr = chip_.avr();
    const bool was_receiving = avr_regbit_get(avr, uart_->rxen) != 0;
    avr->data[uart_->r_ucsrb] = value;
    // An interrupt that is allowed while its flag is up comes at once.
    for (avr_int_vector_t* vector : {&uart_->rxc, &uart_->txc, &uart_->udrc})
        if (avr_regbit_get(avr, vector->enable) && avr_regbit_get(avr, vector->raised))
            avr_raise_interrupt(avr, vector);
    const bool receives = avr_regbit_get(avr, uart_->rxen) != 0;
    if (was_receiving && !receives) flush_receiver();
    if (receives && !line_busy_) send_to_chip({});
}

void SerialPort::chip_was_reset() {
    // The simulator forgot its timers: what was on the wires is gone, what the host sent later is not.
    line_busy_ = line_held_ = shifting_ = register_full_ = false;
    received_.clear();
}

void SerialPort::flush_receiver() {
    received_.clear();
    clear(chip_.avr(), uart_->rxc);
}

}  // namespace board
