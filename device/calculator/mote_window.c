/* SPDX-License-Identifier: 0BSD
 * Windows over samples as they arrive (mote_window.h). */
#include "mote_window.h"

#include <string.h>

#include "model.h"
#include "mote_fixed.h"
#include "mote_row.h"

#if MODEL_VOTES_OF > 1 || MODEL_HOLD > 1
#include "mote_smooth.h"
static mote_smooth_state window_smooth;
#define forget_answers() mote_smooth_begin(&window_smooth)
#else
#define forget_answers() (void)0
#endif

#if MODEL_RAW_FLOAT
typedef float window_sample;
#define push_sample mote_push_f32
#define run_row mote_run_f32
#else
typedef int16_t window_sample;
#define push_sample mote_push_i16
#define run_row mote_run_i16
#endif
#if MODEL_WINDOW_AXES < 256
typedef uint8_t window_axis;
#else
typedef uint16_t window_axis;
#endif

#if MODEL_WINDOW_STATES > 1 && !MOTE_COMPILED
#define WINDOW_NETS MODEL_WINDOW_STATES
#else
#define WINDOW_NETS 1
#endif

static mote_net window_nets[WINDOW_NETS];
static uint32_t window_arenas[WINDOW_NETS][(MODEL_ARENA_BYTES + 3u) / 4u];
static uint8_t window_answered; /* the net that holds the answer */

static uint8_t open_nets(void) {
    uint8_t k;
    for (k = 0; k < WINDOW_NETS; ++k)
        if (mote_open(&window_nets[k], model_bin, MODEL_BYTES, (uint8_t*)window_arenas[k],
                      (uint16_t)sizeof window_arenas[k]) != MOTE_OK)
            return 1;
    return 0;
}

#if MODEL_WINDOW_STATES

/* From the begin of one window of a state to that of its next. */
#define WINDOW_PERIOD (MODEL_WINDOW_STATES * MODEL_SHIFT)

/* Steps since the window of a state began; below 0 it has yet to begin. Where a model is compiled, [0] is that of
 * the state in place and the others are those of the states that wait. */
static int16_t window_at[MODEL_WINDOW_STATES];

void mote_window_begin(void) {
    uint8_t k;
    for (k = 0; k < MODEL_WINDOW_STATES; ++k) window_at[k] = (int16_t)(-(int16_t)MODEL_SHIFT * k);
    forget_answers();
}

/* All samples of a step; 1 when they were the last of a window. */
static uint8_t push_step(mote_net* net, const window_sample* step) {
#if MODEL_WINDOW_PUSHES
    (void)net;
    return mote_push_step(step);
#else
    uint8_t done = 0;
    window_axis axis;
    for (axis = 0; axis < MODEL_WINDOW_AXES; ++axis) done = push_sample(net, step[axis]);
    return done;
#endif
}

/* A step into the window of one state; 1 when it was the last. */
static uint8_t advance(mote_net* net, int16_t* at, const window_sample* step) {
    uint8_t done = 0;
    if (*at >= 0 && *at < (int16_t)MODEL_WINDOW) {
        if (*at == 0) mote_begin(net);
        done = push_step(net, step);
    }
    if (++*at == (int16_t)WINDOW_PERIOD) *at = 0;
    return done;
}

#if MODEL_WINDOW_STATES > 1 && MOTE_COMPILED

static void exchange(uint8_t k) {
    const int16_t at = window_at[0];
    window_at[0] = window_at[k + 1u];
    window_at[k + 1u] = at;
    mote_exchange(k);
}

/* Each state comes into place once. That with the answer has to be there at the end. */
uint8_t mote_window_push(const void* step) {
    uint8_t k = 0, answered = MODEL_WINDOW_STATES;
    for (;; ++k) {
        if (advance(&window_nets[0], &window_at[0], (const window_sample*)step)) answered = k;
        if (k == MODEL_WINDOW_STATES - 1u) break;
        exchange(k);
    }
    if (answered < MODEL_WINDOW_STATES - 1u) exchange(answered);
    return answered < MODEL_WINDOW_STATES;
}

#else

uint8_t mote_window_push(const void* step) {
    uint8_t k, answered = 0;
    for (k = 0; k < MODEL_WINDOW_STATES; ++k)
        if (advance(&window_nets[k], &window_at[k], (const window_sample*)step)) {
            window_answered = k;
            answered = 1;
        }
    return answered;
}

#endif

#else /* the last window is kept, oldest step first */

static window_sample window_row[MODEL_INPUTS];
static uint16_t window_steps;   /* in it */
#if MODEL_SHIFT > MODEL_WINDOW
static uint16_t window_skipped; /* steps still to pass over */
#endif

void mote_window_begin(void) {
    forget_answers();
    window_steps = 0;
#if MODEL_SHIFT > MODEL_WINDOW
    window_skipped = 0;
#endif
}

uint8_t mote_window_push(const void* step) {
#if MODEL_SHIFT > MODEL_WINDOW
    if (window_skipped > 0) {
        --window_skipped;
        return 0;
    }
#endif
    memcpy(window_row + window_steps * MODEL_WINDOW_AXES, step, MODEL_WINDOW_AXES * sizeof(window_sample));
    if (++window_steps < MODEL_WINDOW) return 0;
    run_row(&window_nets[0], window_row);
#if MODEL_SHIFT < MODEL_WINDOW
    window_steps = MODEL_WINDOW - MODEL_SHIFT;
    memmove(window_row, window_row + MODEL_SHIFT * MODEL_WINDOW_AXES,
            (MODEL_WINDOW - MODEL_SHIFT) * MODEL_WINDOW_AXES * sizeof(window_sample));
#else
    window_steps = 0;
#endif
#if MODEL_SHIFT > MODEL_WINDOW
    window_skipped = MODEL_SHIFT - MODEL_WINDOW;
#endif
    return 1;
}

#endif

const mote_net* mote_window_net(void) {
    return &window_nets[window_answered];
}

uint8_t CalculatorWindowInit(void) {
    mote_window_begin();
    window_answered = 0;
    return open_nets();
}

static uint8_t push_samples(const float* step) {
#if MODEL_RAW_FLOAT
    return mote_window_push(step);
#else
    window_sample samples[MODEL_WINDOW_AXES];
    window_axis axis;
    for (axis = 0; axis < MODEL_WINDOW_AXES; ++axis) samples[axis] = mote_row_i16(mote_f32_bits(step[axis]));
    return mote_window_push(samples);
#endif
}

#if MODEL_VOTES_OF > 1 || MODEL_HOLD > 1

static uint8_t push_floats(const float* step) {
    if (!push_samples(step)) return 0;
    mote_smooth_push(&window_smooth, MODEL_VOTES, MODEL_VOTES_OF, MODEL_HOLD,
                     (int8_t)mote_class(mote_window_net()));
    return 1;
}

int16_t CalculatorWindowClass(void) {
    return window_smooth.answer;
}

#else

#define push_floats push_samples

int16_t CalculatorWindowClass(void) {
    return mote_class(mote_window_net());
}

#endif

float* CalculatorPush(const float* step) {
    static float outputs[MODEL_OUTPUTS];
    if (!push_floats(step)) return 0;
    mote_answer(mote_window_net(), outputs);
    return outputs;
}

int16_t CalculatorPushClass(const float* step) {
    return push_floats(step) ? CalculatorWindowClass() : -1;
}
