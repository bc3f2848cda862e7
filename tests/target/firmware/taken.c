/* Takes VALUES samples of int16 as they come; with NOTHING it does nothing with them. */
#include <string.h>

#include "measure.h"

void mote_measure_init(void) {}

void mote_measure_run(void) {
#ifdef NOTHING
    mote_measure_take();
    mote_measure_take();
    mote_measure_take();
#else
    int32_t sum = 0;
    uint16_t i;
    for (i = 0; i < VALUES; ++i) {
        int16_t value;
        mote_measure_take();
        memcpy(&value, mote_measure_input, 2);
        sum += value;
    }
    memcpy(mote_measure_answer, &sum, 4);
#endif
}
