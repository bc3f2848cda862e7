/* SPDX-License-Identifier: 0BSD
 * What the application needs of the board that it runs on. mote_board_*.cpp have it for AVR Arduinos,
 * mote_board_none.c for no board at all; a port to another board has these functions. */
#ifndef MOTE_BOARD_H
#define MOTE_BOARD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { MOTE_LED_OFF = 0, MOTE_LED_GREEN = 1, MOTE_LED_RED = 2 }; /* bits: both may be lit */

void mote_board_begin(void);       /* once, before all else: pins, timer, serial line */
void mote_board_put(uint8_t byte); /* to the serial line; waits until it is taken */
void mote_board_leds(uint8_t lit); /* MOTE_LED_... bits */

/* What has been received, oldest first: a count of at most 64, and where it is. It stays there until it is
   released; what comes in the meantime is kept as far as the ring has room (mote_board_io_buffer). */
uint8_t mote_board_received(const uint8_t** bytes);
void mote_board_release(uint8_t count);
/* Sleeps until `wanted` bytes (at most 64) are there or about a millisecond has passed. */
void mote_board_sleep(uint8_t wanted);

/* The time of one inference in CPU cycles (wraps after 268 s at 16 MHz). Between pause and resume it does
   not count; neither does anything before a start or after a stop. */
void mote_board_timer_start(void);
void mote_board_timer_pause(void);
void mote_board_timer_resume(void);
uint32_t mote_board_timer_stop(void);

uint32_t mote_board_ram_now(void);   /* bytes in use: static data, heap and stack at this moment */
uint32_t mote_board_ram_total(void); /* bytes on the chip */
uint32_t mote_board_io_buffer(void); /* bytes of the serial line's buffers */
uint32_t mote_board_cpu_hz(void);

#ifdef __cplusplus
}
#endif
#endif
