/* TABLE bytes of constants in the flash, VARIABLES bytes of cleared and VALUES bytes of filled variables. */
#include <avr/pgmspace.h>

#include "measure.h"

static const uint8_t table[TABLE] PROGMEM = {1, 2, 3};
static volatile uint8_t cleared[VARIABLES];
#if VALUES
static volatile uint8_t filled[VALUES] = {1, 2, 3};
#endif

void mote_measure_init(void) {}

void mote_measure_run(void) {
    uint8_t at = mote_measure_input[0];
    mote_measure_answer[0] = (uint8_t)(pgm_read_byte(&table[at]) + cleared[at]);
#if VALUES
    mote_measure_answer[0] += filled[at];
#endif
}
