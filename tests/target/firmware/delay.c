/* As many rounds of four cycles as the row says (the last round takes three), two cycles to load each byte.
 */
#include "measure.h"

void mote_measure_init(void) {}

__attribute__((naked)) void mote_measure_run(void) {
    __asm__ volatile(
        "lds r24, mote_measure_input\n"
        "lds r25, mote_measure_input + 1\n"
        "1: sbiw r24, 1\n"
        "brne 1b\n"
        "ret\n");
}
