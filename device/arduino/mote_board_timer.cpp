// SPDX-License-Identifier: 0BSD
// Cycles of an inference, without an interrupt: Timer1 counts cycles and gives the lower 16 bits, the core's
// microseconds, good to far better than half a round of Timer1, the upper ones. Nothing has to be counted at
// an overflow, so none can be counted twice or missed.
#ifdef ARDUINO
#include <Arduino.h>

#include "mote_board.h"
#include "mote_board_parts.h"

static uint8_t has_timer1;  // unless mote_board_begin was called, Timer1 is the sketch's own
static uint8_t running;
static uint8_t started;
static uint32_t began_us;
static uint32_t before;  // cycles until the last pause

// The core sets Timer1 up for PWM; here it counts every cycle of the clock, from 0 to 0xFFFF.
void mote_board_timer_begin() {
    TIMSK1 = 0;
    TCCR1A = 0;
    TCCR1B = _BV(CS10);
    has_timer1 = 1;
}

static void go() {
    const uint8_t status = SREG;
    running = 1;
    began_us = micros();
    cli();
    if (has_timer1) TCNT1 = 0;
    SREG = status;
}

static uint32_t cycles_since_go() {
    const uint8_t status = SREG;
    cli();
    const uint16_t now = TCNT1;
    SREG = status;
    const uint32_t about = (micros() - began_us) * (F_CPU / 1000000UL);
    if (!has_timer1) return about;
    return about + static_cast<uint32_t>(static_cast<int16_t>(now - static_cast<uint16_t>(about)));
}

void mote_board_timer_start() {
    before = 0;
    started = 1;
    go();
}

void mote_board_timer_pause() {
    if (running) before += cycles_since_go();
    running = 0;
}

void mote_board_timer_resume() {
    if (started && !running) go();
}

uint32_t mote_board_timer_stop() {
    mote_board_timer_pause();
    started = 0;
    return before;
}
#endif
