/* SPDX-License-Identifier: 0BSD
 * What the application needs of the board that it runs on. mote_board_arduino.cpp has it for an Arduino
 * Mega 2560, mote_board_none.c for no board at all; a port to another board is one such file. */
#ifndef MOTE_BOARD_H
#define MOTE_BOARD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { MOTE_LED_OFF = 0, MOTE_LED_GREEN = 1, MOTE_LED_RED = 2 }; /* bits: both may be lit */

void mote_board_begin(void);          /* once, before all else: pins, timer, serial port */
void mote_board_put(uint8_t byte);    /* to the serial port; waits while its buffer is full */
void mote_board_leds(uint8_t lit);    /* MOTE_LED_... bits */
void mote_board_sleep(void);          /* until the next interrupt, at most some milliseconds */
void mote_board_timer_start(void);    /* starts to count the cycles of one inference */
uint32_t mote_board_timer_stop(void); /* CPU cycles since the start (wraps after 268 s at 16 MHz) */
uint32_t mote_board_ram_now(void);    /* bytes in use: static data, heap and stack at this moment */
uint32_t mote_board_ram_total(void);  /* bytes on the chip */
uint32_t mote_board_io_buffer(void);  /* bytes of the serial port's ring buffers */
uint32_t mote_board_cpu_hz(void);

#ifdef __cplusplus
}
#endif
#endif
