/* A frame of FRAME bytes: the stack pointer is moved in two halves. Registers saved: r28 and r29. */
#include "measure.h"

void mote_measure_init(void) {}

void mote_measure_run(void) {
    volatile uint8_t frame[FRAME];
    frame[0] = mote_measure_input[0];
    mote_measure_answer[0] = frame[0];
}
