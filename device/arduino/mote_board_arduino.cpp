// SPDX-License-Identifier: 0BSD
// The board: an AVR Arduino. LEDs, timer and serial line are in mote_board_leds, _timer and _line.cpp.
#ifdef ARDUINO
#include <Arduino.h>

#include "mote_board.h"
#include "mote_board_parts.h"

void mote_board_begin() {
    mote_board_leds_begin();
    mote_board_timer_begin();
    mote_board_line_begin();
}

extern "C" char __heap_start;
extern "C" char* __brkval;  // end of the heap, or null while nothing was allocated

uint32_t mote_board_ram_now() {
    const char* const end = __brkval ? __brkval : &__heap_start;
    const uint16_t free_bytes = static_cast<uint16_t>(SP) - reinterpret_cast<uint16_t>(end);
    return mote_board_ram_total() - free_bytes;
}

uint32_t mote_board_ram_total() {
    return RAMEND - RAMSTART + 1UL;
}
uint32_t mote_board_cpu_hz() {
    return F_CPU;
}
#endif
