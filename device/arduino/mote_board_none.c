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
uint8_t mote_board_received(const uint8_t** bytes) {
    *bytes = 0;
    return 0;
}
void mote_board_release(uint8_t count) {
    (void)count;
}
void mote_board_sleep(uint8_t wanted) {
    (void)wanted;
}
void mote_board_timer_start(void) {}
void mote_board_timer_pause(void) {}
void mote_board_timer_resume(void) {}
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
