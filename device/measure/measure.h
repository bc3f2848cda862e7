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
 * as the chip is, and need no alignment on AVR.
 *
 * With MOTE_MEASURE_SAMPLES an inference takes samples as they come: mote_measure_take() puts the next one into
 * mote_measure_input, which has room for that one alone, as a program that keeps no row. */
#ifndef MOTE_MEASURE_H
#define MOTE_MEASURE_H

#include <stdint.h>

#ifdef MOTE_MEASURE_SAMPLES
#include <avr/io.h>

/* The simulator hands over at the first instruction, and counts neither of the two (2 cycles each). */
static inline void mote_measure_take(void) {
    __asm__ volatile("sbi %0, 2\n\tcbi %0, 2" ::"I"(_SFR_IO_ADDR(GPIOR0)) : "memory");
}
#endif

/* Each side is compiled as a whole program, but these join them. */
#define MOTE_MEASURE_JOINT __attribute__((externally_visible))

MOTE_MEASURE_JOINT extern uint8_t mote_measure_input[MOTE_ROW_BYTES];     /* a row, or one sample */
MOTE_MEASURE_JOINT extern uint8_t mote_measure_answer[MOTE_ANSWER_BYTES]; /* what was answered */

MOTE_MEASURE_JOINT void mote_measure_init(void);    /* once, before the first row */
MOTE_MEASURE_JOINT void mote_measure_prepare(void); /* with MOTE_MEASURE_PREPARE: before each, not measured */
MOTE_MEASURE_JOINT void mote_measure_run(void);     /* what is measured, with this call and its return */

#endif
