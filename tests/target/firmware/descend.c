/* Calls itself as often as the row says, with one byte pushed each time. */
#include "measure.h"

void mote_measure_init(void) {}

__attribute__((naked)) void mote_measure_run(void) {
    __asm__ volatile(
        "lds r24, mote_measure_input\n"
        "1: push r24\n"
        "dec r24\n"
        "breq 2f\n"
        "rcall 1b\n"
        "2: pop r24\n"
        "ret\n");
}
