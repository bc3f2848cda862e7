// SPDX-License-Identifier: 0BSD
// Analog pins: the interrupt of the timer starts the first conversion, the interrupt of each conversion the next one. A row
// therefore begins exactly at its time, whatever the serial port does; a pin follows the one before by 0.11 ms.
#include <Arduino.h>
#include <avr/interrupt.h>

#include "recorder.h"

static const uint8_t pins[RECORDER_AXES] = {RECORDER_PINS};
static uint8_t channels[RECORDER_AXES];
static int16_t row[RECORDER_AXES];
static volatile uint8_t axis = RECORDER_AXES;  // that is converted; RECORDER_AXES: none

static void convert(uint8_t channel) {
#ifdef MUX5
    ADCSRB = (uint8_t)((ADCSRB & ~_BV(MUX5)) | (channel & 8 ? _BV(MUX5) : 0));
#endif
    ADMUX = (uint8_t)(_BV(REFS0) | (channel & 7));
    ADCSRA |= _BV(ADSC);
}

void recorder_due(void) {
    if (axis < RECORDER_AXES) {
        recorder_lost(1);
        return;
    }
    axis = 0;
    convert(channels[0]);
}

ISR(ADC_vect) {
    row[axis] = (int16_t)ADC;
    if (++axis < RECORDER_AXES)
        convert(channels[axis]);
    else
        recorder_push(row);
}

const char* recorder_sensor_begin(void) {
    for (uint8_t i = 0; i < RECORDER_AXES; ++i) {
        const uint8_t input = (uint8_t)(pins[i] - A0);
#ifdef analogPinToChannel
        channels[i] = analogPinToChannel(input);
#else
        channels[i] = input;
#endif
    }
    ADCSRA = _BV(ADEN) | _BV(ADIE) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);  // 16 MHz / 128
    return 0;
}

bool recorder_sensor_read(int16_t*) {
    return false;
}
