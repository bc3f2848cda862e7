/* Layer KERNEL_LAYER of a compiled model and what comes after it, from its call to its return: the difference
 * between layer 0 and layer 1 is layer 0 alone, with all that is around its products. */
#include "mote_compiled.c"

#include "measure.h"

void mote_measure_init(void) {}

/* A convolution is about to have its last time step. */
void mote_measure_prepare(void) {
    uint16_t i;
    mote_begin(0);
#if KERNEL_WINDOW
    mote_row.layer_0_at = KERNEL_WINDOW - MODEL_AXES;
    for (i = 0; i < KERNEL_WINDOW; ++i) layer_0_window[i] = (int8_t)mote_measure_input[i];
#else
    for (i = 0; i < MODEL_AXES; ++i) layer_0_in[i] = (int8_t)mote_measure_input[i];
#endif
}

void mote_measure_run(void) {
#if KERNEL_LAYER == 0
    layer_0();
#else
    layer_1();
#endif
    mote_measure_answer[0] = (uint8_t)mote_score(0, 0);
}
