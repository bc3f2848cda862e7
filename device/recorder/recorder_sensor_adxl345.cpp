// SPDX-License-Identifier: 0BSD
// Analog Devices ADXL345: acceleration in steps of 3.9 mg (up to 4 g).
#include <Arduino.h>

#include "recorder.h"
#include "recorder_i2c.h"

enum { DEVID = 0x00, BW_RATE = 0x2C, POWER_CTL = 0x2D, DATA_FORMAT = 0x31, DATAX0 = 0x32 };

// 10 stands for 100 Hz, each more doubles: the first that is not below ours.
static const uint8_t sensor_rate = RECORDER_MILLIHERTZ <= 100000UL   ? 10
                                   : RECORDER_MILLIHERTZ <= 200000UL ? 11
                                   : RECORDER_MILLIHERTZ <= 400000UL ? 12
                                   : RECORDER_MILLIHERTZ <= 800000UL ? 13
                                                                     : 14;

static uint8_t address;

const char* recorder_sensor_begin(void) {
    i2c_begin();
    address = i2c_is(0x53, DEVID, 0xE5) ? 0x53 : i2c_is(0x1D, DEVID, 0xE5) ? 0x1D : 0;
    if (address == 0) return "no ADXL345 answers on the I2C bus";
    const bool ready = i2c_write(address, BW_RATE, sensor_rate) &&
                       i2c_write(address, DATA_FORMAT, 0x09) &&  // full resolution, up to 4 g
                       i2c_write(address, POWER_CTL, 0x08);
    return ready ? 0 : "the ADXL345 does not take its settings";
}

bool recorder_sensor_read(int16_t* row) {
    uint8_t bytes[6];
    if (!i2c_read(address, DATAX0, bytes, 6)) return false;
    for (uint8_t i = 0; i < 3; ++i) row[i] = (int16_t)(bytes[2 * i] | (uint16_t)bytes[2 * i + 1] << 8);
    return true;
}
