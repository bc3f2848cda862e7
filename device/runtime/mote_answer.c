/* SPDX-License-Identifier: 0BSD
 * From scores to the answer: class, probabilities (softmax by a table of 2^-x), or value. */
#include "mote.h"
#include "mote_fixed.h"
#include "mote_platform.h"

/* 2^(-i/32) * 2^15 */
static const uint16_t powers[33] MOTE_FLASH = {32768, 32066, 31379, 30706, 30048, 29405, 28774, 28158, 27554,
                                               26964, 26386, 25821, 25268, 24726, 24196, 23678, 23170, 22674,
                                               22188, 21713, 21247, 20792, 20347, 19911, 19484, 19066, 18658,
                                               18258, 17867, 17484, 17109, 16743, 16384};

/* 2^-x * 2^15 for x in steps of 2^-12. */
static uint32_t power(uint32_t x) {
    const uint32_t whole = x >> 12;
    const uint8_t part = (uint8_t)((x >> 7) & 31u);
    uint16_t high;
    uint16_t low;
    if (whole > 15u) return 0;
    high = mote_flash_u16(&powers[part]);
    low = mote_flash_u16(&powers[part + 1u]);
    return (high - (((uint32_t)(uint16_t)(high - low) * (x & 127u)) >> 7)) >> whole;
}

/* Where the numbers of class k come from: a binary model has one score, that of class 1 against 0. */
static int32_t raw_score(const mote_net* net, uint8_t k) {
    if (mote_task(net) != MOTE_TASK_BINARY) return mote_score(net, k);
    return k == 0 ? 0 : mote_score(net, 0);
}

/* Score k in steps of 2^-12 nats. */
static int32_t score_q12(const mote_net* net, uint8_t k) {
    const int32_t score = raw_score(net, k);
#if MOTE_USE_F32
    if (mote_activation(net) == MOTE_ACTIVATION_F32) return mote_f32_to_fixed((uint32_t)score, 12);
#endif
    return mote_scale(score, (int16_t)(mote_score_exponent(net) + 12));
}

/* How far below the largest score, in steps of 2^-12 bits. */
static uint32_t distance(int32_t largest, int32_t score) {
    const uint32_t nats = (uint32_t)largest - (uint32_t)score;
    if (nats > 0xFFFFul) return 0xFFFFFFul;
    return (nats * 47274u) >> 15; /* log2(e) * 2^15 */
}

/* Order of scores as integers, also for the bits of floats. */
static int32_t ordered(const mote_net* net, int32_t score) {
    if (mote_activation(net) == MOTE_ACTIVATION_F32 && score < 0)
        return (int32_t)(0x80000000ul - (uint32_t)score);
    return score;
}

uint8_t mote_class(const mote_net* net) {
    uint8_t best = 0;
    uint8_t k;
    if (mote_task(net) == MOTE_TASK_REGRESSION) return 0;
    for (k = 1; k < mote_outputs(net); ++k)
        if (ordered(net, raw_score(net, k)) > ordered(net, raw_score(net, best))) best = k;
    return best;
}

static float value(const mote_net* net) {
    const int32_t score = mote_score(net, 0);
    if (mote_activation(net) == MOTE_ACTIVATION_F32) return mote_f32_from_bits((uint32_t)score);
    return mote_fixed_to_f32((int32_t)((uint32_t)score + (uint32_t)mote_score_offset(net)),
                             mote_score_exponent(net));
}

float mote_output(const mote_net* net, uint8_t k) {
    uint8_t i;
    uint32_t total = 0;
    uint32_t mine;
    int32_t largest;
    if (mote_task(net) == MOTE_TASK_REGRESSION) return value(net);
    largest = score_q12(net, 0);
    for (i = 1; i < mote_outputs(net); ++i) {
        const int32_t score = score_q12(net, i);
        if (score > largest) largest = score;
    }
    for (i = 0; i < mote_outputs(net); ++i) total += power(distance(largest, score_q12(net, i)));
    mine = power(distance(largest, score_q12(net, k)));
    return mote_fixed_to_f32((int32_t)((mine << 16) / total), -16);
}
