/* SPDX-License-Identifier: 0BSD */
#include "mote_occlusion.h"

#include "mote_platform.h"

#if MOTE_USE_RAW_F32
#define occlusion_push mote_push_f32
#else
#define occlusion_push mote_push_i16
#endif

/* The answer whose margin is looked at. */
typedef struct {
    uint8_t answered;
    uint8_t second; /* the best of the other classes; only of more than two */
} rivalry;

/* Modulo 2^32, so that the difference of two of them is right wherever it has 32 bits. */
static int32_t margin_between(int32_t a, int32_t b) {
    return (int32_t)((uint32_t)a - (uint32_t)b);
}

static uint32_t margin_magnitude(int32_t margin) {
    return margin < 0 ? 0u - (uint32_t)margin : (uint32_t)margin;
}

static rivalry rivalry_of(const mote_net* net) {
    rivalry out = {0, 0};
    uint8_t k;
    if (mote_task(net) == MOTE_TASK_REGRESSION) return out;
    out.answered = mote_nearest_class(net);
    if (mote_task(net) == MOTE_TASK_BINARY) return out;
    out.second = out.answered == 0;
    for (k = 0; k < mote_score_count(net); ++k)
        if (k != out.answered && mote_score(net, k) > mote_score(net, out.second)) out.second = k;
    return out;
}

static int32_t margin_of(const mote_net* net, const rivalry* between) {
    const int32_t score = mote_score(net, mote_task(net) == MOTE_TASK_MULTICLASS ? between->answered : 0);
    if (mote_task(net) == MOTE_TASK_MULTICLASS)
        return margin_between(score, mote_score(net, between->second));
    if (mote_task(net) == MOTE_TASK_BINARY && between->answered == 0) return margin_between(0, score);
    return score;
}

static void run_occluded(mote_net* net, const mote_sample* row, const mote_segment* occluded,
                         uint16_t stride) {
    uint16_t left = occluded->count;
    uint16_t next = occluded->first;
    uint16_t i;
    mote_begin(net);
    for (i = 0; i < mote_inputs(net); ++i) {
        mote_sample sample = row[i];
        if (left != 0 && i == next) {
            sample = occluded->baseline;
            next = (uint16_t)(next + stride);
            --left;
        }
        (void)occlusion_push(net, sample);
    }
}

static void read_segment(const mote_segment* from, mote_segment* to) {
    const uint8_t* const bytes = (const uint8_t*)from;
    uint8_t i;
    for (i = 0; i < sizeof *to; ++i) ((uint8_t*)to)[i] = mote_flash_u8(bytes + i);
}

/* Puts it where it belongs among the `found` largest so far; gives how many there are now. */
static uint8_t keep_strongest(mote_contribution* out, uint8_t found, uint8_t most, mote_contribution one) {
    uint8_t at = found < most ? found : most;
    while (at > 0 && margin_magnitude(out[at - 1u].margin) < margin_magnitude(one.margin)) {
        if (at < most) out[at] = out[at - 1u];
        --at;
    }
    if (at < most) out[at] = one;
    return found < most ? (uint8_t)(found + 1u) : found;
}

uint8_t mote_find_contributions(mote_net* net, const mote_sample* row, const mote_segments* of,
                                mote_contribution* out, uint8_t most) {
    mote_segment occluded = {0, 0, 0};
    mote_contribution one = {0, 0};
    rivalry between;
    int32_t whole;
    uint8_t found = 0;
    if (mote_activation(net) == MOTE_ACTIVATION_F32) return 0;
    run_occluded(net, row, &occluded, of->stride);
    between = rivalry_of(net);
    whole = margin_of(net, &between);
    for (; one.segment < of->count; ++one.segment) {
        read_segment(of->segments + one.segment, &occluded);
        run_occluded(net, row, &occluded, of->stride);
        one.margin = margin_between(whole, margin_of(net, &between));
        if (one.margin != 0) found = keep_strongest(out, found, most, one);
    }
    occluded.count = 0;
    run_occluded(net, row, &occluded, of->stride);
    return found;
}
