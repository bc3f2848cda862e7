// SPDX-License-Identifier: 0BSD
// InvenSense MPU-6050 and its kin: acceleration in steps of 1/8192 g (up to 4 g), rotation in steps of 1/65.5 deg/s (up to
// 500 deg/s).
#include <Arduino.h>

#include "recorder.h"
#include "recorder_i2c.h"

enum {
    SMPLRT_DIV = 0x19,
    CONFIG = 0x1A,
    GYRO_CONFIG = 0x1B,
    ACCEL_CONFIG = 0x1C,
    ACCEL_XOUT_H = 0x3B,
    PWR_MGMT_1 = 0x6B,
    WHO_AM_I = 0x75
};

static uint8_t address;

static bool known(uint8_t at) {
    // MPU-6050; MPU-6500; MPU-9250.
    return i2c_is(at, WHO_AM_I, 0x68) || i2c_is(at, WHO_AM_I, 0x70) || i2c_is(at, WHO_AM_I, 0x71);
}

const char* recorder_sensor_begin(void) {
    i2c_begin();
    address = known(0x68) ? 0x68 : known(0x69) ? 0x69 : 0;
    if (address == 0) return "no MPU6050 answers on the I2C bus";
    const bool ready =
        i2c_write(address, PWR_MGMT_1, 0x01) &&  // awake, clock of the gyroscope
        i2c_write(address, CONFIG, 0x01) &&      // low pass at 184 Hz, a thousand readings a second
        i2c_write(address, SMPLRT_DIV, 0x00) && i2c_write(address, GYRO_CONFIG, 0x08) &&
        i2c_write(address, ACCEL_CONFIG, 0x08);
    return ready ? 0 : "the MPU6050 does not take its settings";
}

bool recorder_sensor_read(int16_t* row) {
    uint8_t bytes[14];  // acceleration, temperature, rotation
    if (!i2c_read(address, ACCEL_XOUT_H, bytes, RECORDER_AXES == 6 ? 14 : 6)) return false;
    for (uint8_t i = 0; i < RECORDER_AXES; ++i) {
        const uint8_t from = (uint8_t)(2 * (i < 3 ? i : i + 1));
        row[i] = (int16_t)((uint16_t)bytes[from] << 8 | bytes[from + 1]);
    }
    return true;
}
