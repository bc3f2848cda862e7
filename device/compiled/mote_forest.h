/* SPDX-License-Identifier: 0BSD
 * The trees layer of a compiled model. Included once, by mote_compiled.c, which defines before:
 *
 *     MOTE_FOREST_INPUT     what a row is: 0 encoded values (LAYER_0_IN), 1 raw int16, 2 raw floats. Of raw
 *                           samples no encoding is needed: thresholds are those of the samples themselves.
 *     MOTE_FOREST_NAME(x), MOTE_FOREST_IN   of a layer behind another: names of what follows, and where its values are;
 *                           else layer_0_x and LAYER_0_IN
 *     MOTE_FOREST_ENCODE    encoded values are made here, from a row of raw samples: 0 no, 1 int16, 2 floats;
 *                           layer_0_encoding: of each channel (where only some inputs are used,
 *                           MOTE_FOREST_SOME, the number of unused ones before it and) the exponent
 *     MOTE_FOREST_WIDE      encoded values are int16, else int8
 *     MOTE_FOREST_KEY_BYTES of a threshold: 1 to 3
 *     MOTE_FOREST_DELTAS    thresholds of encoded values: 1: the first of a feature in two bytes, behind each
 *                           the distance to the next in one (0 behind the last)
 *     MOTE_FOREST_NEGATIVE  raw floats: a threshold is below zero
 *     MOTE_FOREST_DIRECT    1: nodes hold their thresholds; 0: thresholds are compared first, nodes hold their
 *                           numbers
 *     MOTE_FOREST_OUTPUTS, MOTE_FOREST_SUM (type of a score), MOTE_FOREST_LEAF_BYTES
 *     layer_0_trees, layer_0_tree_counts (one byte an output), layer_0_score
 *
 * and, not DIRECT:
 *
 *     MOTE_FOREST_THRESHOLDS (how many), MOTE_FOREST_NUMBER_BYTES (of a threshold's number)
 *     MOTE_FOREST_STEP_BYTES (0: none), MOTE_FOREST_CHANNELS, MOTE_FOREST_PAIRS, MOTE_FOREST_CHANNEL_BYTES
 *     MOTE_FOREST_LINEAR    0, or 1: layer_0_weights[output][channel], MOTE_FOREST_SHIFT
 *     MOTE_FOREST_BIASES    0, or the bytes an output of layer_0_biases: 2, 3 or 4
 *     MOTE_FOREST_STUMPS    1: trees of one node; layer_0_trees has of each the number and what is added above it
 *     MOTE_FOREST_SHORT     1: thresholds of int16 samples in a byte, less MOTE_FOREST_SHORT_OFFSET; what is compared
 *                           is the sample >> MOTE_FOREST_SHORT_SHIFT
 *     layer_0_features, layer_0_above (one byte a threshold)
 *
 * Tables. DIRECT, a tree: bytes behind this one; nodes in pre-order. A node: 4 * input + 1 when its left
 * branch is a leaf + 2 when its right one is; threshold; left branch; and before the left branch how many
 * bytes it has. A leaf: its value. Else, features: number of thresholds (with raw samples: the input before
 * it, 255 ends), thresholds, each with its step; a pair begins with its channels and 1 for the sum. Trees in
 * pre-order: a node is the threshold's number, below 0x80 in its first byte; a leaf 0x80 + its value in 7
 * (15) bits, high byte first. */
#ifndef MOTE_FOREST_H
#define MOTE_FOREST_H

#include "mote_encode.h"

#ifndef MOTE_FOREST_NAME
#define MOTE_FOREST_NAME(what) layer_0_##what
#define MOTE_FOREST_IN LAYER_0_IN
#endif

#if MOTE_FOREST_INPUT == 1 || MOTE_FOREST_ENCODE == 1
typedef int16_t mote_forest_sample;
#elif MOTE_FOREST_INPUT == 2 || MOTE_FOREST_ENCODE == 2
typedef float mote_forest_sample;
#endif

#if MOTE_FOREST_KEY_BYTES == 1
typedef int8_t mote_forest_key;
#define mote_forest_take mote_take8
#elif MOTE_FOREST_KEY_BYTES == 2
typedef int16_t mote_forest_key;
#define mote_forest_take mote_take16
#else
typedef mote_int24 mote_forest_key;
#define mote_forest_take mote_take24
#endif

/* A feature: what is compared with a threshold. */
#if MOTE_FOREST_WIDE && (MOTE_FOREST_PAIRS > 0 || MOTE_FOREST_DELTAS)
typedef mote_int24 mote_forest_value;
#elif MOTE_FOREST_INPUT == 0 && !MOTE_FOREST_WIDE && MOTE_FOREST_PAIRS == 0 && !MOTE_FOREST_DELTAS
typedef int8_t mote_forest_value;
#else
typedef mote_forest_key mote_forest_value;
#endif

#if MOTE_FOREST_INPUT == 2
/* The upper bytes of a float, as an integer in the order of the floats: thresholds have no more digits. */
#define MOTE_FOREST_INFINITY ((mote_forest_key)(0x7F80l << (8 * (MOTE_FOREST_KEY_BYTES - 2))))
static inline mote_forest_key mote_forest_key_of(const mote_forest_sample* at) {
    uint8_t low[4 - MOTE_FOREST_KEY_BYTES];
    uint8_t rest = 0;
    mote_forest_key key;
    uint8_t i;
#ifdef __AVR__
    memcpy(&key, (const uint8_t*)(const void*)at + sizeof low, MOTE_FOREST_KEY_BYTES);
#else
    int32_t bits;
    memcpy(&bits, at, sizeof bits);
    key = (mote_forest_key)(bits >> (8 * sizeof low));
#endif
    memcpy(low, at, sizeof low);
    for (i = 0; i < sizeof low; ++i) rest |= low[i];
#if MOTE_FOREST_NEGATIVE
    {
        const uint8_t below = key < 0;
        if (below) key = (mote_forest_key)(key & (MOTE_FOREST_INFINITY | (MOTE_FOREST_INFINITY - 1)));
        if (key >= MOTE_FOREST_INFINITY && (key != MOTE_FOREST_INFINITY || rest != 0)) return 0;
        if (below) key = (mote_forest_key)(rest != 0 ? ~key : -key);
    }
#else
    if (key >= MOTE_FOREST_INFINITY && (key != MOTE_FOREST_INFINITY || rest != 0))
        return 0; /* not a number */
#endif
    return key;
}
#elif MOTE_FOREST_INPUT == 1
static inline mote_forest_key mote_forest_key_of(const mote_forest_sample* at) {
#if MOTE_FOREST_SHORT
    return (mote_forest_key)(*at >> MOTE_FOREST_SHORT_SHIFT);
#else
    return *at;
#endif
}
#endif

#if MOTE_FOREST_ENCODE
#if MOTE_FOREST_WIDE
typedef int16_t mote_forest_code;
#define MOTE_FOREST_HIGHEST 32767
#else
typedef int8_t mote_forest_code;
#define MOTE_FOREST_HIGHEST 127
#endif
#if MOTE_FOREST_ENCODE == 2
static inline mote_forest_code mote_forest_encoded(const mote_forest_sample* at, int8_t exponent) {
    const int16_t x = mote_shift_float(*at, exponent);
#if !MOTE_FOREST_WIDE
    if (x > 127) return 127;
    if (x < -128) return -128;
#endif
    return (mote_forest_code)x;
}
#else
static mote_forest_code mote_forest_encoded(const mote_forest_sample* at, int8_t exponent) {
    int16_t x = *at;
    if (exponent < 0) {
        x = (int16_t)(x >> (exponent < -16 ? 15u : (uint8_t)(-exponent - 1)));
        x = (int16_t)((x >> 1) + (x & 1));
    }
    for (; exponent > 0; --exponent) {
        if (x > MOTE_FOREST_HIGHEST / 2) return MOTE_FOREST_HIGHEST;
        if (x < -MOTE_FOREST_HIGHEST / 2 - 1) return -MOTE_FOREST_HIGHEST - 1;
        x = (int16_t)(x * 2);
    }
#if !MOTE_FOREST_WIDE
    if (x > 127) return 127;
    if (x < -128) return -128;
#endif
    return (mote_forest_code)x;
}
#endif

static void mote_forest_encode(const mote_forest_sample* row) {
    const uint8_t* z = MOTE_FOREST_NAME(encoding);
    uint8_t c;
    for (c = 0; c < MOTE_FOREST_CHANNELS; ++c) {
#if MOTE_FOREST_SOME
        row += mote_next(&z);
#endif
        MOTE_FOREST_IN[c] = mote_forest_encoded(row, mote_take8(&z));
        ++row;
    }
}
#endif

/* Scores are proven to fit when they are complete: on the way they may wrap, which unsigned numbers do. */
#define MOTE_FOREST_ADD(a, b) ((MOTE_FOREST_SUM)((uint32_t)(a) + (uint32_t)(b)))

#if MOTE_FOREST_LEAF_BYTES == 1
#define mote_forest_leaf(z) mote_take8(z)
#else
#define mote_forest_leaf(z) mote_take16(z)
#endif

#if MOTE_FOREST_DIRECT
#include "mote_forest_direct.h"
#else
#include "mote_forest_numbered.h"
#endif

#endif
