// SPDX-License-Identifier: 0BSD
// The board: an Arduino Mega 2560 (any AVR Arduino with Timer1). Uses Timer1, pins 52 and 53, and Serial.
#ifdef ARDUINO
#include <Arduino.h>
#include <avr/sleep.h>

#include "mote_board.h"

#ifndef MOTE_BAUD
#define MOTE_BAUD 230400UL  // as published; 250000, 500000 and 1000000 are exact at 16 MHz
#endif
#ifndef MOTE_PIN_RED
#define MOTE_PIN_RED 52
#endif
#ifndef MOTE_PIN_GREEN
#define MOTE_PIN_GREEN 53
#endif

static uint32_t timer_began_us;
static uint16_t timer_began;

// The core sets Timer1 up for PWM; here it counts every cycle of the clock, from 0 to 0xFFFF.
static void timer_begin() {
    TIMSK1 = 0;
    TCCR1A = 0;
    TCCR1B = _BV(CS10);
}

void mote_board_begin() {
    pinMode(MOTE_PIN_RED, OUTPUT);
    pinMode(MOTE_PIN_GREEN, OUTPUT);
    timer_begin();
    Serial.begin(MOTE_BAUD);
}

// Idle: the serial port and the core's millisecond timer go on and wake the chip. A byte that arrives after
// the question cannot be slept over: sei takes effect behind the instruction that follows it.
void mote_board_sleep() {
    set_sleep_mode(SLEEP_MODE_IDLE);
    cli();
    if (!Serial.available()) {
        sleep_enable();
        sei();
        sleep_cpu();
        sleep_disable();
    }
    sei();
}

void mote_board_put(uint8_t value) {
    Serial.write(value);
}

void mote_board_leds(uint8_t lit) {
    digitalWrite(MOTE_PIN_RED, (lit & MOTE_LED_RED) ? HIGH : LOW);
    digitalWrite(MOTE_PIN_GREEN, (lit & MOTE_LED_GREEN) ? HIGH : LOW);
}

// Timer1 wraps every 65536 cycles. How often it did is told by the core's own clock, which need not be exact for
// that. So no interrupt of Timer1 is taken, which a sketch, or another library, may want for itself.
void mote_board_timer_start() {
    timer_began_us = micros();
    const uint8_t status = SREG;
    cli();
    timer_began = TCNT1;
    SREG = status;
}

uint32_t mote_board_timer_stop() {
    const uint8_t status = SREG;
    cli();
    const uint16_t now = TCNT1;
    SREG = status;
    const uint32_t about = (micros() - timer_began_us) * (F_CPU / 1000000UL);
    // The number nearest to `about` that has the low 16 bits of the true one.
    const int16_t off = static_cast<int16_t>(now - timer_began - static_cast<uint16_t>(about));
    return about + static_cast<uint32_t>(static_cast<int32_t>(off));
}

extern "C" char __heap_start;
extern "C" char* __brkval;  // end of the heap, or null while nothing was allocated

uint32_t mote_board_ram_now() {
    const char* const end = __brkval ? __brkval : &__heap_start;
    const uint16_t free_bytes = static_cast<uint16_t>(SP) - reinterpret_cast<uint16_t>(end);
    return mote_board_ram_total() - free_bytes;
}

uint32_t mote_board_ram_total() {
    return RAMEND - RAMSTART + 1UL;
}
uint32_t mote_board_io_buffer() {
    return SERIAL_RX_BUFFER_SIZE + SERIAL_TX_BUFFER_SIZE;
}
uint32_t mote_board_cpu_hz() {
    return F_CPU;
}
#endif
