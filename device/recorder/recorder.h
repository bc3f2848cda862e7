// SPDX-License-Identifier: 0BSD
// Rows of a sensor at the rate of a timer, through a small ring, out of the serial port.
#ifndef RECORDER_H
#define RECORDER_H

#include <stdint.h>

#include "recorder_config.h"

void recorder_begin(void);
// To be called again and again: reads what is due, prints what is waiting. Never waits for the serial port.
void recorder_run(void);

// recorder_timer.cpp: calls recorder_due() RECORDER_MILLIHERTZ times in a thousand seconds, in an interrupt.
void recorder_timer_begin(void);
void recorder_due(void);

// recorder_analog.cpp, or one of the recorder_sensor_... files.
// 0 when the sensor answers; else a text that says what is wrong, without a number: no reader shall take it for a row.
const char* recorder_sensor_begin(void);
// Reads RECORDER_AXES numbers; false when the sensor does not answer. Analog pins are read by interrupts: always false.
bool recorder_sensor_read(int16_t* row);

// recorder_rows.cpp. Both may be called in an interrupt.
void recorder_push(const int16_t* row);
void recorder_lost(uint8_t rows);
// Prints as much as the serial port takes at once.
void recorder_print(void);

#endif
