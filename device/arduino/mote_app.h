/* SPDX-License-Identifier: 0BSD
 * The application: packets from the serial port to the Calculator, and its answers back.
 *
 *     void setup() { mote_board_begin(); mote_app_init(); }
 *     void loop() {
 *         while (Serial.available()) mote_app_byte((uint8_t)Serial.read(), millis());
 *         mote_app_tick(millis());
 *     }
 *
 * A row is never kept as a frame: each sample goes to the Calculator as soon as its four bytes are there,
 * and the inference runs when the checksum was right. Hosts keep at most one frame in flight, so nothing
 * arrives while the chip computes or answers. */
#ifndef MOTE_APP_H
#define MOTE_APP_H

#include <stdint.h>

#include "mote_board.h"
#include "mote_stats.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Loads the model (CalculatorOnInit in user_app.c). 0 when it is ready. Otherwise both LEDs blink in turn
   and every request is answered by the error "no memory". */
uint8_t mote_app_init(void);

/* One byte from the serial port. May run an inference and send a reply before it returns. */
void mote_app_byte(uint8_t byte, uint32_t now_ms);

/* To be called now and then: time-out between bytes, blinking. */
void mote_app_tick(uint32_t now_ms);

/* Where user_app.c puts the time of each inference; requests 1 and 2 reset it. */
mote_stats* mote_app_stats(void);

#ifdef __cplusplus
}
#endif
#endif
