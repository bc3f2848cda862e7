/* SPDX-License-Identifier: 0BSD
 * Answers of one window after the other, made calm: a class is taken when enough of the last answers say so, and stays for a
 * while. The chip and the computer run this very code. */
#ifndef MOTE_SMOOTH_H
#define MOTE_SMOOTH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MOTE_SMOOTH_MOST 15u /* answers that may vote */

typedef struct {
    int8_t last[MOTE_SMOOTH_MOST]; /* answers; the newest overwrites the oldest */
    uint8_t at;                    /* place of the next one */
    uint8_t known;                 /* answers so far, up to the number that votes */
    uint8_t held;                  /* answers for which the class still stays */
    int8_t answer;                 /* what was taken: a class, or -1 */
} mote_smooth_state;

/* No answer was given yet: -1 until a class is taken. */
void mote_smooth_begin(mote_smooth_state* state);

/* The next answer of the model, a class or -1 (not sure); returns what is taken now. What `votes` of the last `of`
 * answers say is taken, -1 like a class; nothing does: what was taken before stays. What has just been taken stays for
 * `hold` answers, this one included. 1 <= of <= MOTE_SMOOTH_MOST, of / 2 < votes <= of, so that no two can be taken. */
int8_t mote_smooth_push(mote_smooth_state* state, uint8_t votes, uint8_t of, uint8_t hold, int8_t answer);

#ifdef __cplusplus
}
#endif
#endif
