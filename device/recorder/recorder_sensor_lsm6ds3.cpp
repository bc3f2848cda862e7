// SPDX-License-Identifier: 0BSD
// ST LSM6DS3 and its kin: acceleration in steps of 0.122 mg (up to 4 g), rotation in steps of 17.5 mdeg/s (up to 500 deg/s).
#include <Arduino.h>

#include "recorder.h"
#include "recorder_i2c.h"

enum { WHO_AM_I = 0x0F, CTRL1_XL = 0x10, CTRL2_G = 0x11, CTRL3_C = 0x12, OUTX_L_G = 0x22, OUTX_L_XL = 0x28 };

// Rates of the sensor are 13 Hz doubled again and again, 4 stands for 104 Hz: the first that is not below ours.
static const uint8_t sensor_rate = RECORDER_MILLIHERTZ <= 104000UL   ? 4
                                   : RECORDER_MILLIHERTZ <= 208000UL ? 5
                                   : RECORDER_MILLIHERTZ <= 416000UL ? 6
                                   : RECORDER_MILLIHERTZ <= 833000UL ? 7
                                                                     : 8;

static uint8_t address;

static bool known(uint8_t at) {
    // LSM6DS3; LSM6DS3TR-C and LSM6DSL; LSM6DSO.
    return i2c_is(at, WHO_AM_I, 0x69) || i2c_is(at, WHO_AM_I, 0x6A) || i2c_is(at, WHO_AM_I, 0x6C);
}

const char* recorder_sensor_begin(void) {
    i2c_begin();
    address = known(0x6A) ? 0x6A : known(0x6B) ? 0x6B : 0;
    if (address == 0) return "no LSM6DS3 answers on the I2C bus";
    const bool ready = i2c_write(address, CTRL3_C, 0x44) &&  // whole numbers only, addresses count up
                       i2c_write(address, CTRL1_XL, (uint8_t)(sensor_rate << 4 | 0x08)) &&
                       i2c_write(address, CTRL2_G, (uint8_t)(sensor_rate << 4 | 0x04));
    return ready ? 0 : "the LSM6DS3 does not take its settings";
}

bool recorder_sensor_read(int16_t* row) {
    uint8_t bytes[12];  // rotation, then acceleration
    const uint8_t count = RECORDER_AXES * 2;
    if (!i2c_read(address, RECORDER_AXES == 6 ? OUTX_L_G : OUTX_L_XL, bytes, count)) return false;
    const uint8_t half = RECORDER_AXES == 6 ? 3 : 0;
    for (uint8_t i = 0; i < RECORDER_AXES; ++i) {
        const uint8_t from = (uint8_t)(2 * (i < 3 ? i + half : i - half));
        row[i] = (int16_t)(bytes[from] | (uint16_t)bytes[from + 1] << 8);
    }
    return true;
}
