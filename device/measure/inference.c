/* SPDX-License-Identifier: 0BSD
 * The inference that `mote measure` measures: a row of samples in the model's own type, pushed one by one;
 * the answer is the class and the scores. Sizes come from the model's model.h. */
#include <string.h>

#include "measure.h"
#include "model.h"
#include "mote.h"

#if MODEL_RAW_FLOAT
typedef float sample;
#define push mote_push_f32
#else
typedef int16_t sample;
#define push mote_push_i16
#endif

static mote_net net;
static uint32_t arena[(MODEL_ARENA_BYTES + 3u) / 4u];

void mote_measure_init(void) {
    mote_open(&net, model_bin, MODEL_BYTES, (uint8_t*)arena, sizeof arena);
}

void mote_measure_run(void) {
    const sample* samples = (const sample*)(const void*)mote_measure_input;
    uint16_t i;
    for (i = 0; i < MODEL_INPUTS; ++i) push(&net, samples[i]);
    mote_measure_answer[0] = mote_class(&net);
    memcpy(mote_measure_answer + 1, net.arena + net.scores, MOTE_ANSWER_BYTES - 1u);
}
