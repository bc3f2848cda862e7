/* SPDX-License-Identifier: 0BSD
 * The application: packets from the serial port to the Calculator, and its answers back.
 *
 *     void setup() { mote_board_begin(); mote_app_init(); }
 *     void loop() {
 *         const uint8_t* bytes;
 *         const uint8_t count = mote_board_received(&bytes);
 *         if (count > 0) mote_board_release(mote_app_take(bytes, count, millis()));
 *         mote_app_tick(millis());
 *         mote_board_sleep(mote_app_wants());
 *     }
 *
 * A row is never kept as a frame: each sample goes to the Calculator as soon as its four bytes are there.
 * Where the Calculator keeps the row (MODEL_KEEPS_ROW) the inference runs when the checksum was right; a published
 * host keeps one frame in flight, Mote's own as many bytes more as the buffer of the line takes meanwhile (docs/protocol.md,
 * "Credit"). Elsewhere the model takes the samples as they come, and only the answer waits for the checksum. */
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

/* As many of the bytes from the serial line as it takes at once; returns their number, at least 1 of a count above 0.
   Nothing of the frame behind the present one is among them, and of that one the checksum alone comes with an inference:
   so nearly the whole buffer of the line is free for what arrives meanwhile. May run an inference and send a reply before
   it returns. */
uint8_t mote_app_take(const uint8_t* bytes, uint8_t count, uint32_t now_ms);
/* All of the bytes, for lines that bring nothing before a reply has gone. */
void mote_app_bytes(const uint8_t* bytes, uint8_t count, uint32_t now_ms);
void mote_app_byte(uint8_t byte, uint32_t now_ms);

/* How many bytes are worth waking up for: the rest of the frame, at most 64. */
uint8_t mote_app_wants(void);

/* To be called now and then: time-out between bytes, blinking. */
void mote_app_tick(uint32_t now_ms);

#ifdef __cplusplus
}
#endif
#endif
