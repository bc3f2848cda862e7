// SPDX-License-Identifier: 0BSD
// Two LEDs: on pins 52 (red) and 53 (green) of a Mega; on smaller boards on LED_BUILTIN (red) and A0 (green).
// -DMOTE_PIN_RED=... and -DMOTE_PIN_GREEN=... choose others.
#ifdef ARDUINO
#include <Arduino.h>

#include "mote_board.h"
#include "mote_board_parts.h"

#if defined(NUM_DIGITAL_PINS) && NUM_DIGITAL_PINS > 53
#define DEFAULT_RED 52
#define DEFAULT_GREEN 53
#else
#ifdef LED_BUILTIN
#define DEFAULT_RED LED_BUILTIN
#else
#define DEFAULT_RED A1
#endif
#define DEFAULT_GREEN A0
#endif

#ifndef MOTE_PIN_RED
#define MOTE_PIN_RED DEFAULT_RED
#endif
#ifndef MOTE_PIN_GREEN
#define MOTE_PIN_GREEN DEFAULT_GREEN
#endif

void mote_board_leds_begin() {
    pinMode(MOTE_PIN_RED, OUTPUT);
    pinMode(MOTE_PIN_GREEN, OUTPUT);
}

void mote_board_leds(uint8_t lit) {
    digitalWrite(MOTE_PIN_RED, (lit & MOTE_LED_RED) ? HIGH : LOW);
    digitalWrite(MOTE_PIN_GREEN, (lit & MOTE_LED_GREEN) ? HIGH : LOW);
}
#endif
