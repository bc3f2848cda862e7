/* The chip's own runtime (device/runtime) for the page: same source, same bits. Any model, from its bytes; one row at a
 * time through fixed buffers, whose addresses the page asks for. */
#include "mote.h"
#include "string.h"

static uint8_t model[65536];
static float arena[16384]; /* floats, for their alignment */
static float row[MOTE_MAX_INPUTS];
static float outputs[MOTE_MAX_SCORES + 2];
static int32_t scores[MOTE_MAX_SCORES];
static mote_net net;

#define EXPORT(name) __attribute__((export_name(#name))) name

uint8_t* EXPORT(engine_model)(void) {
    return model;
}
float* EXPORT(engine_row)(void) {
    return row;
}
float* EXPORT(engine_outputs)(void) {
    return outputs;
}
int32_t* EXPORT(engine_scores)(void) {
    return scores;
}

/* 0, or a mote_status. */
uint32_t EXPORT(engine_open)(uint32_t size) {
    return (uint32_t)mote_open(&net, model, size, (uint8_t*)arena, 65535u);
}
uint32_t EXPORT(engine_inputs)(void) {
    return mote_inputs(&net);
}
uint32_t EXPORT(engine_output_count)(void) {
    return mote_outputs(&net);
}
uint32_t EXPORT(engine_score_count)(void) {
    return mote_score_count(&net);
}

/* Answers `row`: the class (by the thresholds of the model's decision, without "not sure"); outputs and scores are in
 * their buffers. */
uint32_t EXPORT(engine_run)(void) {
    uint8_t k;
    mote_begin(&net);
    mote_run_f32(&net, row);
    mote_answer(&net, outputs);
    for (k = 0; k < mote_score_count(&net); ++k) scores[k] = mote_score(&net, k);
    return mote_task(&net) == MOTE_TASK_REGRESSION ? 0u : mote_nearest_class(&net);
}

/* What the chip says of the row that was run last: the class, or MOTE_NOT_SURE. */
int32_t EXPORT(engine_decided)(void) {
    return mote_task(&net) == MOTE_TASK_REGRESSION ? 0 : mote_class(&net);
}

void* memcpy(void* to, const void* from, size_t size) {
    unsigned char* t = to;
    const unsigned char* f = from;
    while (size--) *t++ = *f++;
    return to;
}
void* memmove(void* to, const void* from, size_t size) {
    unsigned char* t = to;
    const unsigned char* f = from;
    if (t <= f) return memcpy(to, from, size);
    while (size--) t[size] = f[size];
    return to;
}
void* memset(void* to, int value, size_t size) {
    unsigned char* t = to;
    while (size--) *t++ = (unsigned char)value;
    return to;
}
int memcmp(const void* a, const void* b, size_t size) {
    const unsigned char *x = a, *y = b;
    for (; size--; ++x, ++y)
        if (*x != *y) return *x < *y ? -1 : 1;
    return 0;
}
