/* SPDX-License-Identifier: 0BSD
 * What mote_board_begin sets up. Each part is a file of its own, so that a program which uses only the
 * Calculator links neither the interrupt of the serial line nor its buffers. */
#ifndef MOTE_BOARD_PARTS_H
#define MOTE_BOARD_PARTS_H

#ifdef __cplusplus
extern "C" {
#endif

void mote_board_leds_begin(void);
void mote_board_timer_begin(void); /* takes Timer1 */
void mote_board_line_begin(void);  /* takes USART0, or the core's Serial where that is USB */

#ifdef __cplusplus
}
#endif
#endif
