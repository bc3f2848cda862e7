/* SPDX-License-Identifier: 0BSD
 * No board: the application compiles and runs anywhere (a computer, a bare chip) without Arduino; nothing
 * is lit, sent or timed. Copy it to begin a port. */
#include "mote_board.h"

void mote_board_begin(void) {}
void mote_board_put(uint8_t byte) {
    (void)byte;
}
void mote_board_leds(uint8_t lit) {
    (void)lit;
}
void mote_board_sleep(void) {}
void mote_board_timer_start(void) {}
uint32_t mote_board_timer_stop(void) {
    return 0;
}
uint32_t mote_board_ram_now(void) {
    return 0;
}
uint32_t mote_board_ram_total(void) {
    return 0;
}
uint32_t mote_board_io_buffer(void) {
    return 0;
}
uint32_t mote_board_cpu_hz(void) {
    return 1000000u;
}
