/* What a measured inference gives to the measurement firmware (measure.c), and gets from it.
 *
 * The caller writes one C file with the two functions; it is compiled as the archive builds its code.
 * measure.c is the scaffold around it, whose bytes are subtracted.
 *
 *     #include "measure.h"
 *     void mote_measure_init(void) { ...load the model... }
 *     void mote_measure_run(void) { ...read mote_measure_input, write mote_measure_answer... }
 *
 * MOTE_ROW_BYTES and MOTE_ANSWER_BYTES come from the compiler's command line. Both arrays are little-endian,
 * as the chip is, and need no alignment on AVR. */
#ifndef MOTE_MEASURE_H
#define MOTE_MEASURE_H

#include <stdint.h>

/* Each side is compiled as a whole program, but these join them. */
#define MOTE_MEASURE_JOINT __attribute__((externally_visible))

MOTE_MEASURE_JOINT extern uint8_t mote_measure_input[MOTE_ROW_BYTES];     /* one row of samples */
MOTE_MEASURE_JOINT extern uint8_t mote_measure_answer[MOTE_ANSWER_BYTES]; /* what was answered */

MOTE_MEASURE_JOINT void mote_measure_init(void);    /* once, before the first row */
MOTE_MEASURE_JOINT void mote_measure_prepare(void); /* with MOTE_MEASURE_PREPARE: before each, not measured */
MOTE_MEASURE_JOINT void mote_measure_run(void);     /* what is measured, with this call and its return */

#endif
