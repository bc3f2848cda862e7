/* The measurement firmware: hands rows from the simulator to an inference and marks its begin and end.
 *
 * Protocol with the simulator, over the register GPIOR0: 1 "give me a row", 2 "the inference begins", 3 "it
 * has ended, take the answer", and with the third bit (4, 6) "give me the next sample"; other values mean
 * nothing. The marks are single instructions (sbi, 2 cycles)
 * with nothing between them and the call, so that the simulator can count the call exactly. This file is
 * compiled for itself: nothing of the inference may move across the marks.
 *
 * The arrays lie in .noinit: a scaffold without variables has no start-up code that clears them, and an
 * inference that has some pays for that code itself. */
#include "measure.h"

#include <avr/io.h>

uint8_t mote_measure_input[MOTE_ROW_BYTES] __attribute__((section(".noinit")));
uint8_t mote_measure_answer[MOTE_ANSWER_BYTES] __attribute__((section(".noinit")));

int main(void) {
    /* Where the simulator finds GPIOR0: an absolute symbol, which takes no room. */
    __asm__ volatile(
        ".global mote_measure_marker\n\t.set mote_measure_marker, %0" ::"i"(_SFR_MEM_ADDR(GPIOR0)));
    mote_measure_init();
    for (;;) {
        GPIOR0 = 1;
        __asm__ volatile("" ::: "memory");
        GPIOR0 = 0;
#ifdef MOTE_MEASURE_PREPARE
        mote_measure_prepare();
#endif
        __asm__ volatile("sbi %0, 1" ::"I"(_SFR_IO_ADDR(GPIOR0)) : "memory");
        mote_measure_run();
        __asm__ volatile("sbi %0, 0" ::"I"(_SFR_IO_ADDR(GPIOR0)) : "memory");
    }
}
