// SPDX-License-Identifier: 0BSD
// Timer1 counts a row's time. Where that is no whole number of steps, some rows are a step longer than others, in such a
// way that no error adds up (Bresenham's line): the mean rate is exact, a row at most one step off.
#include <Arduino.h>
#include <avr/interrupt.h>

#include "recorder.h"

// The finest steps with which a row's time still fits into 16 bits.
#define CYCLES_A_ROW (1000ULL * F_CPU / RECORDER_MILLIHERTZ)
#if CYCLES_A_ROW < 65536
#define PRESCALER 1ULL
#define PRESCALER_BITS _BV(CS10)
#elif CYCLES_A_ROW < 65536 * 8
#define PRESCALER 8ULL
#define PRESCALER_BITS _BV(CS11)
#elif CYCLES_A_ROW < 65536 * 64
#define PRESCALER 64ULL
#define PRESCALER_BITS (_BV(CS11) | _BV(CS10))
#elif CYCLES_A_ROW < 65536 * 256
#define PRESCALER 256ULL
#define PRESCALER_BITS _BV(CS12)
#else
#error "fewer rows a second than the timer can count"
#endif

#define STEPS (1000ULL * F_CPU)
#define PARTS (PRESCALER * RECORDER_MILLIHERTZ)

static const uint16_t whole_steps = STEPS / PARTS;
static const uint32_t parts_left = STEPS % PARTS;  // of PARTS, a row
static uint32_t error;

static void next_row(void) {
    uint16_t steps = whole_steps;
    error += parts_left;
    if (error >= PARTS) {
        error -= (uint32_t)PARTS;
        ++steps;
    }
    OCR1A = (uint16_t)(steps - 1);
}

ISR(TIMER1_COMPA_vect) {
    recorder_due();
    next_row();
}

void recorder_timer_begin(void) {
    const uint8_t status = SREG;
    cli();
    TCCR1A = 0;
    TCCR1B = _BV(WGM12) | PRESCALER_BITS;  // from 0 to OCR1A
    TCNT1 = 0;
    next_row();
    TIFR1 = _BV(OCF1A);
    TIMSK1 = _BV(OCIE1A);
    SREG = status;
}
