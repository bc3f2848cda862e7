/* A compiled (or table-driven) model on the host: rows of floats in, the bytes of every answer out. All of
 * the model is one translation unit, so that one run of the compiler does. */
#include <stdio.h>
#include <string.h>

#include "model.h"
#include "mote.h"

static mote_net net;
static float row[MODEL_INPUTS];
static int16_t whole[MODEL_INPUTS];

static void put_answer(void) {
    const uint8_t answer = (uint8_t)mote_class(&net);
    uint8_t k;
    fwrite(&answer, 1, 1, stdout);
    for (k = 0; k < mote_score_count(&net); ++k) {
        const int32_t score = mote_score(&net, k);
        fwrite(&score, 4, 1, stdout);
    }
    for (k = 0; k < mote_outputs(&net); ++k) {
        const float output = mote_output(&net, k);
        fwrite(&output, 4, 1, stdout);
    }
}

/* As int16, where all samples are. */
static uint8_t row_is_whole(void) {
    uint16_t i;
    for (i = 0; i < MODEL_INPUTS; ++i) {
        if (!(row[i] >= -32768.0f && row[i] <= 32767.0f)) return 0;
        whole[i] = (int16_t)row[i];
        if ((float)whole[i] != row[i]) return 0;
    }
    return 1;
}

int main(void) {
    static uint32_t arena[(MODEL_ARENA_BYTES + 3u) / 4u];
    uint16_t i;
    if (mote_open(&net, model_bin, MODEL_BYTES + 1u, (uint8_t*)arena, sizeof arena) == MOTE_OK) return 2;
    if (mote_open(&net, (const uint8_t*)row, MODEL_BYTES, (uint8_t*)arena, sizeof arena) == MOTE_OK) return 2;
    if (mote_open(&net, model_bin, MODEL_BYTES, (uint8_t*)arena, sizeof arena) != MOTE_OK) return 3;
    while (fread(row, sizeof row, 1, stdin) == 1) {
        mote_push_f32(&net, row[0]);
        mote_begin(&net); /* a row that was begun is forgotten */
        for (i = 0; i < MODEL_INPUTS; ++i)
            if (mote_push_f32(&net, row[i]) != (i + 1u == MODEL_INPUTS)) return 4;
        put_answer();
        if (row_is_whole()) {
            mote_run_i16(&net, whole);
        } else {
            mote_run_f32(&net, row);
        }
        put_answer();
        mote_run_f32(&net, row);
        put_answer();
    }
    return 0;
}
