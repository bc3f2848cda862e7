// SPDX-License-Identifier: 0BSD
// Rows wait in a ring while the serial port is busy; a line is made of one when its first byte may go out.
#include <Arduino.h>
#include <string.h>

#include "recorder.h"

#define ROWS 16  // a power of two

static int16_t ring[ROWS][RECORDER_AXES];
static volatile uint8_t written, printed;  // rows so far; their difference waits
static volatile uint16_t lost;

static char text[RECORDER_LONGEST_LINE];
static uint8_t text_length, text_sent;

void recorder_push(const int16_t* row) {
    if ((uint8_t)(written - printed) == ROWS) {
        recorder_lost(1);
        return;
    }
    memcpy(ring[written % ROWS], row, sizeof ring[0]);
    ++written;
}

void recorder_lost(uint8_t rows) {
    if (lost <= 60000) lost = (uint16_t)(lost + rows);
}

static char* add_text(char* to, const char* from) {
    while (*from) *to++ = *from++;
    return to;
}

static char* add_number(char* to, int16_t value) {
    uint16_t left = value < 0 ? (uint16_t)(0u - (uint16_t)value) : (uint16_t)value;
    char digits[5];
    uint8_t count = 0;
    do {
        digits[count++] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0) *to++ = '-';
    while (count > 0) *to++ = digits[--count];
    return to;
}

static char* add_row(char* to, const int16_t* row) {
#ifdef RECORDER_NAMES
    static const char* const names[RECORDER_AXES] = {RECORDER_NAMES};
#endif
    for (uint8_t axis = 0; axis < RECORDER_AXES; ++axis) {
        if (axis > 0) *to++ = ',';
#ifdef RECORDER_NAMES
        to = add_text(to, names[axis]);
        *to++ = ':';
#endif
        to = add_number(to, row[axis]);
    }
    return to;
}

/* Rows that nobody could print are told in words, which no reader takes for a row. */
static bool next_line(void) {
    char* end = text;
    const uint8_t status = SREG;
    cli();
    const uint16_t missing = lost;
    lost = 0;
    SREG = status;
    if (missing > 0)
        end = add_text(add_number(add_text(end, "lost rows "), (int16_t)(missing > 32767 ? 32767 : missing)),
                       "!");
    else if (printed == written)
        return false;
    else
        end = add_row(end, ring[printed % ROWS]), printed = (uint8_t)(printed + 1);
    *end++ = '\n';
    text_length = (uint8_t)(end - text);
    text_sent = 0;
    return true;
}

void recorder_print(void) {
    int room = Serial.availableForWrite();
    while (room > 0) {
        if (text_sent == text_length && !next_line()) return;
        for (; room > 0 && text_sent < text_length; --room) Serial.write(text[text_sent++]);
    }
}
