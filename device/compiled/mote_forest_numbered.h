/* SPDX-License-Identifier: 0BSD
 * Trees whose nodes hold numbers of thresholds (MOTE_FOREST_DIRECT 0): all thresholds are compared first. */
#ifndef MOTE_FOREST_NUMBERED_H
#define MOTE_FOREST_NUMBERED_H

#include "mote_forest.h"

#if !MOTE_FOREST_SHORT
#define mote_forest_threshold mote_forest_take
#else
#define mote_forest_threshold(z) (mote_forest_key)(mote_next(z) + (MOTE_FOREST_SHORT_OFFSET))
#endif

#if MOTE_FOREST_STEP_BYTES == 1
#define mote_forest_take_step mote_take8
#elif MOTE_FOREST_STEP_BYTES == 2
#define mote_forest_take_step mote_take16
#endif

#if MOTE_FOREST_CHANNEL_BYTES == 1
#define mote_forest_channel mote_next
#else
#define mote_forest_channel(z) (uint16_t) mote_take16(z)
#endif

#if MOTE_FOREST_LINEAR
#if MOTE_FOREST_WIDE
#define MOTE_FOREST_PRODUCT int32_t
#define MOTE_FOREST_PRODUCTS int32_t
#else
#define MOTE_FOREST_PRODUCT int16_t
#define MOTE_FOREST_PRODUCTS mote_int24
#endif
static void mote_forest_linear(void) {
    const uint8_t* w = MOTE_FOREST_NAME(weights);
    uint8_t k;
    for (k = 0; k < MOTE_FOREST_OUTPUTS; ++k) {
        MOTE_FOREST_PRODUCTS sum = 0;
        uint16_t c;
        for (c = 0; c < MOTE_FOREST_CHANNELS; ++c)
            sum = (MOTE_FOREST_PRODUCTS)(sum + (MOTE_FOREST_PRODUCT)mote_take8(&w) * MOTE_FOREST_IN[c]);
        MOTE_FOREST_NAME(score)[k] = MOTE_FOREST_ADD(MOTE_FOREST_NAME(score)[k], sum >> MOTE_FOREST_SHIFT);
    }
}
#endif

#if MOTE_FOREST_INPUT != 0
#define MOTE_FOREST_ROW const mote_forest_sample* row
#else
#define MOTE_FOREST_ROW void
#endif

/* Compares every threshold; what its step adds goes to the score. */
static void mote_forest_features(MOTE_FOREST_ROW) {
    const uint8_t* z = MOTE_FOREST_NAME(features);
    uint8_t* above = MOTE_FOREST_NAME(above);
#if MOTE_FOREST_INPUT != 0
    uint16_t input;
    while ((input = mote_forest_channel(&z)) != MOTE_FOREST_END) {
        const mote_forest_value value = mote_forest_key_of(row + input);
#else
    uint16_t c;
    for (c = 0; c < MOTE_FOREST_CHANNELS + MOTE_FOREST_PAIRS; ++c) {
        mote_forest_value value;
#if MOTE_FOREST_PAIRS > 0
        if (c >= MOTE_FOREST_CHANNELS) {
            const mote_forest_value a = MOTE_FOREST_IN[mote_forest_channel(&z)];
            const mote_forest_value b = MOTE_FOREST_IN[mote_forest_channel(&z)];
            value = (mote_forest_value)(mote_next(&z) ? a + b : a - b);
        } else
#endif
            value = MOTE_FOREST_IN[c];
#endif
        {
            uint8_t count = mote_next(&z);
#if MOTE_FOREST_DELTAS
            if (count != 0) value = (mote_forest_value)(value - mote_take16(&z));
#endif
            for (; count != 0; --count) {
#if MOTE_FOREST_DELTAS
                const uint8_t is_above = value > 0;
                value = (mote_forest_value)(value - mote_next(&z));
#else
                const uint8_t is_above = value > mote_forest_threshold(&z);
#endif
#if MOTE_FOREST_STEP_BYTES > 0
                const int16_t step = mote_forest_take_step(&z);
                if (is_above) MOTE_FOREST_NAME(score)[0] = MOTE_FOREST_ADD(MOTE_FOREST_NAME(score)[0], step);
#endif
                *above++ = is_above;
            }
        }
    }
}

#if MOTE_FOREST_STUMPS
#if MOTE_FOREST_NUMBER_BYTES == 1
#define mote_forest_number mote_next
#else
#define mote_forest_number(z) (uint16_t) mote_take16(z)
#endif
static const uint8_t* mote_forest_tree(const uint8_t* z, MOTE_FOREST_SUM* score) {
    const uint8_t above = MOTE_FOREST_NAME(above)[mote_forest_number(&z)];
    const int16_t leaf = mote_forest_leaf(&z);
    if (above) *score = MOTE_FOREST_ADD(*score, leaf);
    return z;
}
#else
/* One tree: the subtree that the row does not enter is passed over, an item a time. */
static const uint8_t* mote_forest_tree(const uint8_t* z, MOTE_FOREST_SUM* score) {
    uint8_t pass = 0;  /* subtrees to pass over; then the row's own is next */
    uint8_t after = 0; /* subtrees behind the row's own */
    MOTE_FOREST_SUM value = 0;
    uint8_t found = 0;
    for (;;) {
        uint8_t item = mote_next(&z);
        if (item & 0x80u) {
#if MOTE_FOREST_LEAF_BYTES == 1
            const int16_t leaf = (int8_t)(uint8_t)(item << 1) >> 1;
#else
            const int16_t leaf =
                (int16_t)(uint16_t)((uint16_t)((uint16_t)item << 8 | mote_next(&z)) << 1) >> 1;
#endif
            if (pass != 0) {
                --pass;
            } else if (!found) {
                found = 1;
                value = leaf;
                pass = after;
                after = 0;
            }
            if (found && pass == 0) break;
        } else {
#if MOTE_FOREST_NUMBER_BYTES == 1
            const uint8_t number = item;
#else
            const uint16_t number = (uint16_t)((uint16_t)item << 8 | mote_next(&z));
#endif
            if (pass != 0) {
                ++pass;
            } else if (MOTE_FOREST_NAME(above)[number]) {
                pass = 1;
            } else {
                ++after;
            }
        }
    }
    *score = MOTE_FOREST_ADD(*score, value);
    return z;
}
#endif

#if MOTE_FOREST_BIASES == 2
#define mote_forest_bias mote_take16
#elif MOTE_FOREST_BIASES == 3
#define mote_forest_bias mote_take24
#else
#define mote_forest_bias mote_take32
#endif

static void mote_forest(MOTE_FOREST_ROW) {
    const uint8_t* z = MOTE_FOREST_NAME(trees);
    uint8_t k;
#if MOTE_FOREST_BIASES
    const uint8_t* biases = MOTE_FOREST_NAME(biases);
#endif
    for (k = 0; k < MOTE_FOREST_OUTPUTS; ++k)
#if MOTE_FOREST_BIASES
        MOTE_FOREST_NAME(score)[k] = (MOTE_FOREST_SUM)mote_forest_bias(&biases);
#else
        MOTE_FOREST_NAME(score)[k] = 0;
#endif
#if MOTE_FOREST_LINEAR
    mote_forest_linear();
#endif
#if MOTE_FOREST_INPUT != 0
    mote_forest_features(row);
#else
    mote_forest_features();
#endif
    for (k = 0; k < MOTE_FOREST_OUTPUTS; ++k) {
        uint8_t left = mote_flash_u8(MOTE_FOREST_NAME(tree_counts) + k);
        for (; left != 0; --left) z = mote_forest_tree(z, &MOTE_FOREST_NAME(score)[k]);
    }
}

#endif
