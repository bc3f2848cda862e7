/* SPDX-License-Identifier: 0BSD
 * The inference that `mote measure` measures: a row of samples in the model's own type; the answer is the
 * class and the scores. Sizes come from the model's model.h. With MOTE_MEASURE_PREPARE all samples but the
 * last are pushed beforehand, and what is measured is the time from the last sample to the answer. With
 * MOTE_MEASURE_ROWS the row is handed over at once, else sample by sample, as a sensor gives them. */
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

#ifdef MOTE_MEASURE_PREPARE
void mote_measure_prepare(void) {
    uint16_t i;
    for (i = 0; i + 1u < MODEL_INPUTS; ++i) push(&measured_net, samples()[i]);
}
#endif

void mote_measure_run(void) {
    uint8_t k;
#ifdef MOTE_MEASURE_PREPARE
    push(&measured_net, samples()[MODEL_INPUTS - 1u]);
#elif defined(MOTE_MEASURE_ROWS)
    run(&measured_net, samples());
#else
    const sample* next = samples();
    while (!push(&measured_net, *next)) ++next;
#endif
    mote_measure_answer[0] = mote_class(&measured_net);
    for (k = 0; k < mote_score_count(&measured_net); ++k) {
        const int32_t score = mote_score(&measured_net, k);
        memcpy(mote_measure_answer + 1u + 4u * k, &score, sizeof score);
    }
}
