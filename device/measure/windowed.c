/* SPDX-License-Identifier: 0BSD
 * What `mote measure` measures of a model of windows: as inference.c, but over samples as they arrive, through
 * mote_window.c. One inference is MODEL_SHIFT time steps, and the answer that is due in them, if one is. The
 * position in the recording goes on from one to the next. */
#include <string.h>

#include "measure.h"
#include "model.h"
#include "mote.h"
#include "mote_window.h"

#if MODEL_RAW_FLOAT
typedef float sample;
#else
typedef int16_t sample;
#endif
#if MODEL_WINDOW_AXES < 256
typedef uint8_t window_axis;
#else
typedef uint16_t window_axis;
#endif

void mote_measure_init(void) {
    (void)CalculatorWindowInit();
}

static void give_answer(const mote_net* net) {
#ifdef MOTE_MEASURE_OUTPUTS
    mote_answer(net, (float*)(void*)mote_measure_answer);
#if MOTE_USE_DECISION
    mote_measure_answer[4u * MODEL_OUTPUTS] = (uint8_t)mote_class(net);
#endif
#else
    uint8_t k;
    mote_measure_answer[0] = (uint8_t)mote_class(net);
    for (k = 0; k < mote_score_count(net); ++k) {
        const int32_t score = mote_score(net, k);
        memcpy(mote_measure_answer + 1u + 4u * k, &score, sizeof score);
    }
#endif
}

void mote_measure_run(void) {
    sample step[MODEL_WINDOW_AXES];
    uint16_t t;
    window_axis axis;
    for (t = 0; t < MODEL_SHIFT; ++t) {
        for (axis = 0; axis < MODEL_WINDOW_AXES; ++axis) {
            mote_measure_take();
            step[axis] = *(const sample*)(const void*)mote_measure_input;
        }
        if (mote_window_push(step)) give_answer(mote_window_net());
    }
}
