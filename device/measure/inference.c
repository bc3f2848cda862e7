/* SPDX-License-Identifier: 0BSD
 * The inference that `mote measure` measures. Sizes come from the model's model.h. What it gets and gives:
 *
 * MOTE_MEASURE_SAMPLES: samples in the model's own type, one by one as a sensor gives them, and none is kept.
 * Else a whole row at once.
 * MOTE_MEASURE_PREPARE, with it: all samples but the last are pushed beforehand, and what is measured is the time
 * from the last sample to the answer.
 * MOTE_MEASURE_OUTPUTS: the answer is what the Calculator gives, probabilities of all classes, or the value, as
 * floats; and, where the model has a decision of its own, the class. Else class and scores. */
#include <string.h>

#include "measure.h"
#include "model.h"
#include "mote.h"

#if MODEL_RAW_FLOAT
typedef float sample;
#define push mote_push_f32
#define run mote_run_f32
#else
typedef int16_t sample;
#define push mote_push_i16
#define run mote_run_i16
#endif

static mote_net measured_net;
static uint32_t measured_arena[(MODEL_ARENA_BYTES + 3u) / 4u];

void mote_measure_init(void) {
    mote_open(&measured_net, model_bin, MODEL_BYTES, (uint8_t*)measured_arena, sizeof measured_arena);
}

static const sample* samples(void) {
    return (const sample*)(const void*)mote_measure_input;
}

/* No function: where two call it the compiler would count its own call, too. */
#define PUSH_NEXT() (mote_measure_take(), push(&measured_net, *samples()))

#ifdef MOTE_MEASURE_PREPARE
void mote_measure_prepare(void) {
    uint16_t i;
    for (i = 0; i + 1u < MODEL_INPUTS; ++i) PUSH_NEXT();
}
#endif

static void give_answer(void) {
#ifdef MOTE_MEASURE_OUTPUTS
    mote_answer(&measured_net, (float*)(void*)mote_measure_answer);
#if MOTE_USE_DECISION
    mote_measure_answer[4u * MODEL_OUTPUTS] = (uint8_t)mote_class(&measured_net);
#endif
#else
    uint8_t k;
    mote_measure_answer[0] = (uint8_t)mote_class(&measured_net);
    for (k = 0; k < mote_score_count(&measured_net); ++k) {
        const int32_t score = mote_score(&measured_net, k);
        memcpy(mote_measure_answer + 1u + 4u * k, &score, sizeof score);
    }
#endif
}

void mote_measure_run(void) {
#ifdef MOTE_MEASURE_PREPARE
    PUSH_NEXT();
#elif defined(MOTE_MEASURE_SAMPLES)
    while (!PUSH_NEXT()) continue;
#else
    run(&measured_net, samples());
#endif
    give_answer();
}
