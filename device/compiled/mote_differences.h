/* SPDX-License-Identifier: 0BSD
 * The differences layer of a compiled model: each step of the row is evaluated when it comes, by a function
 * that the generator wrote out, kernel after kernel. Included once, by mote_compiled.c, which defines before:
 *
 *     MOTE_DIFFERENCES_STEPS, _CHANNELS, _STRIDE (of the layer), _PADDED (0 or 1)
 *     MOTE_DIFFERENCES_LEAD      bytes of layer_0_window before the first sample
 *     MOTE_DIFFERENCES_CAPACITY  bytes behind them; as many as a row has samples, unless it
 *     MOTE_DIFFERENCES_MOVES     1: is a part of it, and the LEAD last bytes are moved when it is full
 *     MOTE_DIFFERENCES_STEP      variable that holds the number of the step that comes in; with several channels,
 *                                and where MOTE_DIFFERENCES_OWN_STEP is defined, it is counted up here
 *     MOTE_DIFFERENCES_AT        variable that holds its place behind LEAD, in bytes
 *     MOTE_DIFFERENCES_PLAIN     1: never the assembly
 *     layer_0_window
 *
 * and after it void mote_differences(const int8_t* now), which adds up what the step counts. */
#ifndef MOTE_DIFFERENCES_H
#define MOTE_DIFFERENCES_H

#include "mote_dot.h"

#if MOTE_DIFFERENCES_CAPACITY < 256
typedef uint8_t mote_differences_place;
#else
typedef uint16_t mote_differences_place;
#endif

/* It saves registers: not for steps that are passed over. */
#if MOTE_DIFFERENCES_STRIDE > 1
#define MOTE_DIFFERENCES_APART MOTE_APART
#else
#define MOTE_DIFFERENCES_APART
#endif

#if MOTE_DIFFERENCES_PADDED && MOTE_DIFFERENCES_LEAD > 0
/* Before the first step of a row lie copies of it. */
MOTE_INLINE void mote_differences_pad(int8_t* to) {
    do {
        --to;
        *to = to[MOTE_DIFFERENCES_CHANNELS];
    } while (to != layer_0_window);
}
#endif

/* The step that LAYER_0_IN holds; 1 when it was the last of the row. */
MOTE_INLINE uint8_t mote_differences_done(void (*evaluate)(const int8_t* now)) {
    int8_t* const now = LAYER_0_IN;
    const uint8_t last = MOTE_DIFFERENCES_STEP == MOTE_DIFFERENCES_STEPS - 1u;
#if MOTE_DIFFERENCES_PADDED && MOTE_DIFFERENCES_LEAD > 0
    if (MOTE_DIFFERENCES_STEP == 0) mote_differences_pad(now);
#endif
#if MOTE_DIFFERENCES_STRIDE > 1
    if ((MOTE_DIFFERENCES_STEP & (MOTE_DIFFERENCES_STRIDE - 1u)) == 0)
#endif
        evaluate(now);
#if MOTE_DIFFERENCES_MOVES || MOTE_DIFFERENCES_CHANNELS > 1
    MOTE_DIFFERENCES_AT = (mote_differences_place)(MOTE_DIFFERENCES_AT + MOTE_DIFFERENCES_CHANNELS);
#endif
#if MOTE_DIFFERENCES_MOVES
    if (MOTE_DIFFERENCES_AT == MOTE_DIFFERENCES_CAPACITY) {
#if MOTE_DIFFERENCES_LEAD > 0
        int8_t* to = layer_0_window;
        do {
            *to = to[MOTE_DIFFERENCES_CAPACITY];
            ++to;
        } while (to != layer_0_window + MOTE_DIFFERENCES_LEAD);
#endif
        MOTE_DIFFERENCES_AT = 0;
    }
#endif
#if MOTE_DIFFERENCES_CHANNELS > 1 || defined(MOTE_DIFFERENCES_OWN_STEP)
    ++MOTE_DIFFERENCES_STEP;
#endif
    return last;
}

#endif
