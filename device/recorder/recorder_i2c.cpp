// SPDX-License-Identifier: 0BSD
#include "recorder_i2c.h"

#include <Arduino.h>

#define BUS_HZ 400000UL

// Codes of TWSR (data sheet of the chip, "Two-wire Serial Interface").
enum {
    STARTED = 0x08,
    STARTED_AGAIN = 0x10,
    WRITE_ACCEPTED = 0x18,
    BYTE_ACCEPTED = 0x28,
    READ_ACCEPTED = 0x40,
    BYTE_RECEIVED = 0x50,
    LAST_BYTE_RECEIVED = 0x58
};

// A byte takes 25 microseconds.
static bool step(uint8_t control, uint8_t expected) {
    TWCR = (uint8_t)(_BV(TWINT) | _BV(TWEN) | control);
    for (uint8_t i = 0; i < 250; ++i) {
        if (TWCR & _BV(TWINT)) return (TWSR & 0xF8) == expected;
        delayMicroseconds(1);
    }
    return false;
}

static bool put(uint8_t byte, uint8_t expected) {
    TWDR = byte;
    return step(0, expected);
}

static void stop(void) {
    TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO);
    for (uint8_t i = 0; i < 250 && (TWCR & _BV(TWSTO)); ++i) delayMicroseconds(1);
}

void i2c_begin(void) {
    digitalWrite(SDA, HIGH);  // weak pull-ups, as the core's own library sets them
    digitalWrite(SCL, HIGH);
    TWSR = 0;
    TWBR = (uint8_t)((F_CPU / BUS_HZ - 16) / 2);
    TWCR = _BV(TWEN);
}

static bool begin_write(uint8_t address, uint8_t reg) {
    return step(_BV(TWSTA), STARTED) && put((uint8_t)(address << 1), WRITE_ACCEPTED) &&
           put(reg, BYTE_ACCEPTED);
}

bool i2c_write(uint8_t address, uint8_t reg, uint8_t value) {
    const bool done = begin_write(address, reg) && put(value, BYTE_ACCEPTED);
    stop();
    return done;
}

bool i2c_read(uint8_t address, uint8_t reg, uint8_t* to, uint8_t count) {
    bool done = begin_write(address, reg) && step(_BV(TWSTA), STARTED_AGAIN) &&
                put((uint8_t)(address << 1 | 1), READ_ACCEPTED);
    for (uint8_t i = 0; i < count && done; ++i) {
        const bool last = i + 1 == count;
        done = step(last ? 0 : _BV(TWEA), last ? LAST_BYTE_RECEIVED : BYTE_RECEIVED);
        to[i] = TWDR;
    }
    stop();
    return done;
}

bool i2c_is(uint8_t address, uint8_t reg, uint8_t value) {
    uint8_t found;
    return i2c_read(address, reg, &found, 1) && found == value;
}
