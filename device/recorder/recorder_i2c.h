// SPDX-License-Identifier: 0BSD
// Registers of a sensor on the I2C bus, at 400 kHz. Nothing waits for ever: without an answer each returns false.
#ifndef RECORDER_I2C_H
#define RECORDER_I2C_H

#include <stdint.h>

void i2c_begin(void);
// address: of 7 bits.
bool i2c_write(uint8_t address, uint8_t reg, uint8_t value);
// `count` registers from `reg` on.
bool i2c_read(uint8_t address, uint8_t reg, uint8_t* to, uint8_t count);
// True when the register holds the value.
bool i2c_is(uint8_t address, uint8_t reg, uint8_t value);

#endif
