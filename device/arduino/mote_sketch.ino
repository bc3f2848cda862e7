// SPDX-License-Identifier: 0BSD
// Rows in through the serial port, answers out: docs/protocol.md. The model is in model.c, what to do with
// its answers in user_app.c.
#include <mote_app.h>

void setup() {
    mote_board_begin();
    mote_app_init();  // when it fails, mote_app_tick blinks both LEDs in turn
}

void loop() {
    // The core's ring holds 64 bytes, 2.7 ms of a row at 230400 baud: it is emptied before anything else.
    const uint32_t now = millis();
    while (Serial.available()) mote_app_byte(static_cast<uint8_t>(Serial.read()), now);
    mote_app_tick(millis());
    mote_board_sleep();
}
