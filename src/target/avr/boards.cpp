#include <array>

#include "target/avr/avr.hpp"

namespace mote::target::avr {
namespace {

/// Pins numbered port by port, as others do; LED_BUILTIN = PB0, A0 = PA0.
constexpr std::string_view pins_1284p = R"(/* SPDX-License-Identifier: 0BSD
 * A bare ATmega1284P: D0-D7 = PB0-PB7, D8-D15 = PD0-PD7, D16-D23 = PC0-PC7, D24-D31 = PA0-PA7. */
#ifndef Pins_Arduino_h
#define Pins_Arduino_h

#include <avr/pgmspace.h>

#define NUM_DIGITAL_PINS 32
#define NUM_ANALOG_INPUTS 8
#define analogInputToDigitalPin(p) ((p) < 8 ? (p) + 24 : -1)
#define digitalPinHasPWM(p) 0
#define LED_BUILTIN 0
static const uint8_t SS = 4, MOSI = 5, MISO = 6, SCK = 7, SCL = 16, SDA = 17;
static const uint8_t A0 = 24, A1 = 25, A2 = 26, A3 = 27, A4 = 28, A5 = 29, A6 = 30, A7 = 31;
#define PIN_A0 24

#ifdef ARDUINO_MAIN
#define MOTE_EIGHT(x) x, x, x, x, x, x, x, x
const uint16_t PROGMEM port_to_mode_PGM[] = {0, (uint16_t)&DDRA, (uint16_t)&DDRB, (uint16_t)&DDRC, (uint16_t)&DDRD};
const uint16_t PROGMEM port_to_output_PGM[] = {0, (uint16_t)&PORTA, (uint16_t)&PORTB, (uint16_t)&PORTC,
                                               (uint16_t)&PORTD};
const uint16_t PROGMEM port_to_input_PGM[] = {0, (uint16_t)&PINA, (uint16_t)&PINB, (uint16_t)&PINC, (uint16_t)&PIND};
const uint8_t PROGMEM digital_pin_to_port_PGM[] = {MOTE_EIGHT(2), MOTE_EIGHT(4), MOTE_EIGHT(3), MOTE_EIGHT(1)};
#define MOTE_BITS 1, 2, 4, 8, 16, 32, 64, 128
const uint8_t PROGMEM digital_pin_to_bit_mask_PGM[] = {MOTE_BITS, MOTE_BITS, MOTE_BITS, MOTE_BITS};
const uint8_t PROGMEM digital_pin_to_timer_PGM[32] = {0};
#endif

#define SERIAL_PORT_MONITOR Serial
#define SERIAL_PORT_HARDWARE Serial
#endif
)";

constexpr std::array all_boards = {
    Board{
        "mega", "atmega2560", 16'000'000, "mega", "ARDUINO_AVR_MEGA2560", false, "wiring", 115200, 8192, {}},
    Board{"uno", "atmega328p", 16'000'000, "standard", "ARDUINO_AVR_UNO", false, "arduino", 115200, 512, {}},
    Board{"nano",
          "atmega328p",
          16'000'000,
          "eightanaloginputs",
          "ARDUINO_AVR_NANO",
          false,
          "arduino",
          57600,
          512,
          {}},
    Board{"leonardo",
          "atmega32u4",
          16'000'000,
          "leonardo",
          "ARDUINO_AVR_LEONARDO",
          true,
          "avr109",
          57600,
          4096,
          {}},
    Board{"1284p", "atmega1284p", 16'000'000, "", "ARDUINO_AVR_ATMEGA1284", false, "arduino", 115200, 1024,
          pins_1284p},
};

}  // namespace

std::span<const Board> board_table() {
    return all_boards;
}

}  // namespace mote::target::avr
