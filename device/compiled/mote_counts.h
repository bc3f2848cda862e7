/* SPDX-License-Identifier: 0BSD
 * The proportions layer of a compiled model: samples wait until a chunk of them is there, then each kernel
 * goes over the whole chunk, so that what it costs to look a kernel up is paid once a chunk, and all
 * addresses are plain sums. Included once, by mote_compiled.c, which defines before:
 *
 *     MOTE_COUNTS_STEPS, _CHANNELS, _STRIDE (of the layer), _SHIFT, _PADDED (0 or 1)
 *     MOTE_COUNTS_HISTORY   bytes before the chunk that kernels reach back to: 8 * dilation * channels
 *     MOTE_COUNTS_CHUNK     time steps a chunk, a multiple of the stride, at most 61
 *     MOTE_COUNTS_PAIRS     1 when a kernel has two taps
 *     MOTE_COUNTS_SCORE     number of scores that the layer behind makes of the counts: thresholds carry a
 *                           weight for each, and no count is kept; 0: the counts themselves are needed
 *     MOTE_COUNTS_FAST      1: fewer cycles rather than less flash, where there is a choice
 *     MOTE_COUNTS_PLAIN     1: never the assembly
 *     MOTE_COUNTS_STEP      variable that holds the number of the step that comes in; with several channels, and
 *                           where MOTE_COUNTS_OWN_STEP is defined, it is counted up here
 *     MOTE_COUNTS_TOTALS    with scores: where they are; MOTE_COUNTS_TOTAL their type, of MOTE_COUNTS_TOTAL_BYTES (2, 3)
 *     MOTE_COUNTS_NIBBLES   1: two weights a byte, the first in the lower four bits; there is room for an even number
 *                           of scores
 *     MOTE_COUNTS_BEGINS    1: with several scores, each begins a row with what layer_0_bases has for it
 *     mote_row.layer_0_...  (all zero when a row begins) filled: steps of the chunk; counts
 *     layer_0_samples, layer_0_sums, layer_0_table
 *
 * Samples come in and are kept with 128 added, which no kernel sees, for its weights sum to zero. layer_0_sums holds the
 * sums of the nine taps: all low bytes, then, behind one more, all high bytes.
 *
 * The table, a block: dilation (0 ends it); axis, with channels > 1; first step and the step behind the last
 * (1 byte each, 2 when there are more than 255 steps); bytes of its kernels. A kernel: taps a + 16 b; c, with
 * bit 6 a pair without c, bit 7 the last of the block. A threshold: 64 more than in the model, bit 7 the last
 * of the kernel; its weights. What is counted, and weighed, are the steps that are NOT above the threshold:
 * the assembly gets this from the carry. */
#ifndef MOTE_COUNTS_H
#define MOTE_COUNTS_H

#include "mote_dot.h"

/* So that no value to compare is below zero, and thresholds need but be scaled. */
#define MOTE_COUNTS_OFFSET (4096 + (63 << MOTE_COUNTS_SHIFT))
#define MOTE_COUNTS_NOW (layer_0_samples + MOTE_COUNTS_HISTORY)

#if defined(__AVR_HAVE_MUL__) && !MOTE_COUNTS_PLAIN && MOTE_COUNTS_CHANNELS * MOTE_COUNTS_STRIDE < 64 && \
    MOTE_COUNTS_HISTORY <= 8 * 255 && MOTE_COUNTS_SHIFT <= 4 && MOTE_COUNTS_STEPS < 256 &&               \
    MOTE_COUNTS_SCORE > 0
#include "mote_counts_avr.h"
#else

#if MOTE_COUNTS_STEPS < 256
typedef uint8_t mote_counts_step;
#define mote_counts_take_step(z) mote_next(z)
#else
typedef uint16_t mote_counts_step;
#define mote_counts_take_step(z) ((uint16_t)mote_take16(z))
#endif

/* Sums of nine taps for `length` steps from `newest` on. Those d steps apart share eight taps. */
static void mote_counts_sums(const uint8_t* newest, uint8_t dilation, uint8_t length) {
    const uint16_t lag = (uint16_t)(dilation * MOTE_COUNTS_CHANNELS);
    uint8_t phase;
    for (phase = 0; phase < dilation && phase < length; ++phase) {
        const uint8_t* in = newest + (uint16_t)(phase * MOTE_COUNTS_CHANNELS);
        const uint8_t* out = in;
        uint16_t sum = *in;
        uint8_t i;
        for (i = 8; i != 0; --i) {
            out -= lag;
            sum = (uint16_t)(sum + *out);
        }
        for (i = phase;;) {
            layer_0_sums[i] = (uint8_t)sum;
            layer_0_sums[i + MOTE_COUNTS_CHUNK + 1u] = (uint8_t)(sum >> 8);
            i = (uint8_t)(i + dilation);
            if (i >= length) break;
            in += lag;
            sum = (uint16_t)(sum + *in - *out);
            out += lag;
        }
    }
}

/* How many of the steps are not above the threshold. */
static uint8_t mote_counts_below(const uint8_t* newest, uint16_t lag, uint8_t taps, uint8_t last_tap,
                                 uint8_t length, int8_t threshold) {
    const uint8_t* a = newest - (uint16_t)(lag * (taps & 15u));
    const uint8_t* b = newest - (uint16_t)(lag * (taps >> 4));
    const uint8_t* c = newest - (uint16_t)(lag * (last_tap & 15u));
    uint8_t below = 0;
    uint8_t i;
    for (i = 0; i < length; i = (uint8_t)(i + MOTE_COUNTS_STRIDE)) {
        uint16_t high = (uint16_t)(*a + *b);
        int16_t value;
        a += MOTE_COUNTS_STRIDE * MOTE_COUNTS_CHANNELS;
        b += MOTE_COUNTS_STRIDE * MOTE_COUNTS_CHANNELS;
#if MOTE_COUNTS_PAIRS
        if (last_tap & 64u) {
            high = (uint16_t)(high * 9u) >> 1;
        } else
#endif
        {
            high = (uint16_t)((uint16_t)(high + *c) * 3u);
            c += MOTE_COUNTS_STRIDE * MOTE_COUNTS_CHANNELS;
        }
        value = (int16_t)(high - (layer_0_sums[i] |
                                  (uint16_t)((uint16_t)layer_0_sums[i + MOTE_COUNTS_CHUNK + 1u] << 8)));
        if ((value >> MOTE_COUNTS_SHIFT) <= threshold) ++below;
    }
    return below;
}

#if MOTE_COUNTS_SCORE
/* Each score less its weight, at z, for each of the steps that are not above. */
static void mote_counts_weigh(const uint8_t** z, uint8_t below) {
    uint8_t k;
    for (k = 0; k < MOTE_COUNTS_SCORE; ++k) {
#if MOTE_COUNTS_NIBBLES
        const uint8_t two = k % 2u == 0 ? mote_flash_u8(*z) : (uint8_t)(mote_next(z) >> 4);
        const int8_t weight = (int8_t)((two & 15u) ^ 8u) - 8;
#else
        const int8_t weight = mote_take8(z);
#endif
        MOTE_COUNTS_TOTALS[k] =
            (MOTE_COUNTS_TOTAL)(MOTE_COUNTS_TOTALS[k] - (int16_t)((int16_t)below * weight));
    }
#if MOTE_COUNTS_NIBBLES && MOTE_COUNTS_SCORE % 2
    ++*z;
#endif
}
#endif

/* All kernels over the chunk, as far as the row's parts go. */
static void mote_counts_chunk(void) {
    const uint8_t* z = layer_0_table;
    const mote_counts_step start = (mote_counts_step)(MOTE_COUNTS_STEP + 1u - mote_row.layer_0_filled);
    uint8_t dilation;
#if !MOTE_COUNTS_SCORE
    uint8_t* counts = mote_row.layer_0_counts;
    uint8_t positions;
#endif
    while ((dilation = mote_next(&z)) != 0) {
        const uint16_t lag = (uint16_t)(dilation * MOTE_COUNTS_CHANNELS);
        const uint8_t* newest = MOTE_COUNTS_NOW;
        mote_counts_step first;
        mote_counts_step end;
        uint8_t length = 0;
        uint8_t skip;
        uint8_t last_tap;
#if MOTE_COUNTS_CHANNELS > 1
        newest += mote_next(&z);
#endif
        first = mote_counts_take_step(&z);
        end = mote_counts_take_step(&z);
        skip = mote_next(&z);
        first = (mote_counts_step)(first > start ? first - start : 0);
        end = (mote_counts_step)(end > start ? end - start : 0);
        if (end > mote_row.layer_0_filled) end = mote_row.layer_0_filled;
        if (end > first) length = (uint8_t)(end - first);
#if MOTE_COUNTS_SCORE
        if (length == 0) {
            z += skip;
            continue;
        }
#else
        (void)skip;
#endif
        newest += (uint16_t)(first * MOTE_COUNTS_CHANNELS);
        mote_counts_sums(newest, dilation, length);
#if !MOTE_COUNTS_SCORE
        positions = (uint8_t)((uint8_t)(length + MOTE_COUNTS_STRIDE - 1u) / MOTE_COUNTS_STRIDE);
#endif
        do {
            const uint8_t taps = mote_next(&z);
            uint8_t threshold;
            last_tap = mote_next(&z);
            do {
                uint8_t below;
                threshold = mote_next(&z);
                below = mote_counts_below(newest, lag, taps, last_tap, length,
                                          (int8_t)((threshold & 127u) - 64u));
#if MOTE_COUNTS_SCORE
                mote_counts_weigh(&z, below);
#else
                *counts = (uint8_t)(*counts + positions - below);
                ++counts;
#endif
            } while ((threshold & 128u) == 0);
        } while ((last_tap & 128u) == 0);
    }
}
#endif

#if MOTE_COUNTS_SCORE > 1
#if MOTE_COUNTS_BEGINS
static void mote_counts_begin(void) {
    const uint8_t* z = layer_0_bases;
    uint8_t k;
    for (k = 0; k < MOTE_COUNTS_SCORE; ++k)
#if MOTE_COUNTS_TOTAL_BYTES == 2
        MOTE_COUNTS_TOTALS[k] = mote_take16(&z);
#else
        MOTE_COUNTS_TOTALS[k] = mote_take24(&z);
#endif
}
#else
static int32_t mote_counts_base(uint8_t k) {
    const uint8_t* z = layer_0_bases + (uint16_t)(4u * k);
    return mote_take32(&z);
}
#endif
#endif

/* The step that LAYER_0_IN holds; 1 when it was the last of the row. */
static uint8_t mote_counts_step_done(void) {
    uint8_t last;
#if MOTE_COUNTS_PADDED
    if (MOTE_COUNTS_STEP == 0) {
        uint8_t* to = MOTE_COUNTS_NOW;
        do {
            --to;
            *to = to[MOTE_COUNTS_CHANNELS];
        } while (to != layer_0_samples);
    }
#endif
    ++mote_row.layer_0_filled;
    last = MOTE_COUNTS_STEP == MOTE_COUNTS_STEPS - 1u;
    if (mote_row.layer_0_filled == MOTE_COUNTS_CHUNK || last) {
        const uint8_t* from;
        uint8_t* to = layer_0_samples;
        mote_counts_chunk();
        from = layer_0_samples + (uint16_t)(mote_row.layer_0_filled * MOTE_COUNTS_CHANNELS);
        do *to++ = *from++;
        while (to != MOTE_COUNTS_NOW);
        mote_row.layer_0_filled = 0;
    }
#if MOTE_COUNTS_CHANNELS > 1 || defined(MOTE_COUNTS_OWN_STEP)
    ++MOTE_COUNTS_STEP;
#endif
    return last;
}

#endif
