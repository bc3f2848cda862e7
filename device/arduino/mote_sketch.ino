// SPDX-License-Identifier: 0BSD
// Rows in through the serial port, answers out: docs/protocol.md. The model is in model.c, what to do with
// its answers in user_app.c.
#include <mote_app.h>

void setup() {
    mote_board_begin();
    mote_app_init();  // when it fails, mote_app_tick blinks both LEDs in turn
}

void loop() {
    const uint8_t* bytes;
    const uint8_t count = mote_board_received(&bytes);
    if (count > 0) mote_board_release(mote_app_take(bytes, count, millis()));
    mote_app_tick(millis());
    mote_board_sleep(mote_app_wants());
}
