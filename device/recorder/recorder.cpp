// SPDX-License-Identifier: 0BSD
#include "recorder.h"

#include <Arduino.h>

static const char* what_is_wrong;  // with the sensor

#if RECORDER_ANALOG
// The interrupt of the timer starts the conversions itself (recorder_analog.cpp).
static void read_due(void) {}
#else
static volatile uint8_t due;  // rows that the timer has asked for and nobody has read

void recorder_due(void) {
    if (due < 255) ++due;
}

static void read_due(void) {
    const uint8_t status = SREG;
    cli();
    const uint8_t rows = due;
    due = 0;
    SREG = status;
    if (rows == 0) return;
    int16_t row[RECORDER_AXES];
    const bool read = recorder_sensor_read(row);
    if (read) recorder_push(row);
    const uint8_t lost = (uint8_t)(rows - (read ? 1 : 0));
    if (lost > 0) recorder_lost(lost);
}
#endif

void recorder_begin(void) {
    Serial.begin(RECORDER_BAUD);
    what_is_wrong = recorder_sensor_begin();
    if (what_is_wrong == 0) recorder_timer_begin();
}

void recorder_run(void) {
    if (what_is_wrong != 0) {
        Serial.println(what_is_wrong);
        delay(1000);
        what_is_wrong = recorder_sensor_begin();
        if (what_is_wrong == 0) recorder_timer_begin();
        return;
    }
    read_due();
    recorder_print();
}
