/* A toy inference: the sum of a row of int16, as int32. */
#include <string.h>

#include "measure.h"

void mote_measure_init(void) {}

void mote_measure_run(void) {
    int32_t sum = 0;
    for (uint8_t i = 0; i < MOTE_ROW_BYTES; i += 2) {
        int16_t value;
        memcpy(&value, mote_measure_input + i, 2);
        sum += value;
    }
    memcpy(mote_measure_answer, &sum, 4);
}
