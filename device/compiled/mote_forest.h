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
 *     MOTE_FOREST_BIASES    1: layer_0_biases, 4 bytes an output
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
    return *at;
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

#if defined(__AVR__) && MOTE_FOREST_KEY_BYTES >= 2 && !MOTE_FOREST_NEGATIVE
/* The third byte from the top, where keys have one: r23 of the sample, r25 of the threshold. */
#if MOTE_FOREST_KEY_BYTES == 3
#define MOTE_FOREST_LOW_THRESHOLD "lpm r25,Z+\n\t"
#define MOTE_FOREST_LOW_BYTE "ld r23,X+\n\t"
#define MOTE_FOREST_COMPARE "cp r25,r23\n\t cpc r20,r18\n\t cpc r21,r19\n\t"
#define MOTE_FOREST_REST "sbiw r26,3\n\t ld r24,X\n\t or r24,r23\n\t"
#else
#define MOTE_FOREST_LOW_THRESHOLD
#define MOTE_FOREST_LOW_BYTE
#define MOTE_FOREST_COMPARE "cp r20,r18\n\t cpc r21,r19\n\t"
#define MOTE_FOREST_REST "sbiw r26,3\n\t ld r24,X+\n\t ld r0,X\n\t or r24,r0\n\t"
#endif
#if MOTE_FOREST_INPUT == 1
#define MOTE_FOREST_PLACE "mov r26,r22\n\t lsr r26\n\t andi r26,0xFE\n\t"
#define MOTE_FOREST_NAN "\n"
#define MOTE_FOREST_CHECK_NAN ""
#else
#define MOTE_FOREST_PLACE "mov r26,r22\n\t andi r26,0xFC\n\t"
#define MOTE_FOREST_NAN "cpi r19,0x7F\n\t breq 5f\n"
#define MOTE_FOREST_CHECK_NAN \
    "5: cpi r18,0x80\n\t brcs 3b\n\t brne 1b\n\t" MOTE_FOREST_REST "breq 3b\n\t rjmp 1b\n"
#endif
/* From the root at z to the leaf of the row, 26 cycles a turn to the left, 32 to the right, of keys of two
 * bytes. `upper` is where the compared bytes of input 0 lie. Only what is above a threshold can be no number.
 */
static inline const uint8_t* mote_forest_find(const uint8_t* upper, const uint8_t* z) {
    __asm__ volatile(
        "rjmp 0f\n"
        "1: adiw r30,1\n\t sbrc r22,0\n\t rjmp 4f\n"
        "0: lpm r22,Z+\n\t" MOTE_FOREST_LOW_THRESHOLD "lpm r20,Z+\n\t lpm r21,Z+\n\t" MOTE_FOREST_PLACE
        "clr r27\n\t add r26,%A1\n\t adc r27,%B1\n\t" MOTE_FOREST_LOW_BYTE
        "ld r18,X+\n\t ld r19,X\n\t" MOTE_FOREST_COMPARE "brge 1b\n\t" MOTE_FOREST_NAN
        "3: lpm r24,Z+\n\t add r30,r24\n\t adc r31,__zero_reg__\n\t sbrs r22,1\n\t rjmp 0b\n\t"
        "rjmp 4f\n" MOTE_FOREST_CHECK_NAN "4:\n"
        : "+z"(z)
        : "r"(upper)
        : "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "memory");
    return z;
}
#define mote_forest_find_leaf(row, z) \
    mote_forest_find(                 \
        (const uint8_t*)(const void*)(row) + (MOTE_FOREST_INPUT == 2 ? 4u - MOTE_FOREST_KEY_BYTES : 0u), z)
#else
static const uint8_t* mote_forest_find_leaf(const mote_forest_sample* row, const uint8_t* z) {
    uint8_t leaf;
    do {
        const uint8_t head = mote_next(&z);
        const mote_forest_key threshold = mote_forest_take(&z);
        const uint8_t left_bytes = mote_next(&z);
        leaf = head;
        if (mote_forest_key_of(row + (head >> 2)) > threshold) {
            z += left_bytes;
            leaf = (uint8_t)(leaf >> 1);
        }
    } while ((leaf & 1u) == 0);
    return z;
}
#endif

static MOTE_FOREST_SUM mote_forest_walk(const mote_forest_sample* row, const uint8_t** table) {
    const uint8_t* z = *table;
#if MOTE_FOREST_MANY
    *table = z + 1u + mote_flash_u8(z);
    ++z;
#endif
    z = mote_forest_find_leaf(row, z);
    return mote_forest_leaf(&z);
}

static void mote_forest(const mote_forest_sample* row) {
    const uint8_t* z = MOTE_FOREST_NAME(trees);
#if MOTE_FOREST_MANY
    uint8_t k;
    for (k = 0; k < MOTE_FOREST_OUTPUTS; ++k) {
        uint8_t left = mote_flash_u8(MOTE_FOREST_NAME(tree_counts) + k);
        MOTE_FOREST_SUM sum = 0;
        for (; left != 0; --left) sum = MOTE_FOREST_ADD(sum, mote_forest_walk(row, &z));
        MOTE_FOREST_NAME(score)[k] = sum;
    }
#else
    MOTE_FOREST_NAME(score)[0] = mote_forest_walk(row, &z);
#endif
}

#else

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
                const uint8_t is_above = value > mote_forest_take(&z);
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

static void mote_forest(MOTE_FOREST_ROW) {
    const uint8_t* z = MOTE_FOREST_NAME(trees);
    uint8_t k;
#if MOTE_FOREST_BIASES
    const uint8_t* biases = MOTE_FOREST_NAME(biases);
#endif
    for (k = 0; k < MOTE_FOREST_OUTPUTS; ++k)
#if MOTE_FOREST_BIASES
        MOTE_FOREST_NAME(score)[k] = (MOTE_FOREST_SUM)mote_take32(&biases);
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
#endif
