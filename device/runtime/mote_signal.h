/* SPDX-License-Identifier: 0BSD
 * Statistics of a signal layer (docs/features.md has the formulas). A source is an axis, or the magnitude over some
 * axes, behind a filter; its values v are limited to +-(2^width - 1). N is the number of steps that count: every
 * 2^stride-th. Every sum has 32 bits and cannot leave them, whatever the row: 2 width + log2 N <= 32 and
 * width <= 11, so that v, differences of two v and sums of 16 v fit 16 bits. */
#ifndef MOTE_SIGNAL_H
#define MOTE_SIGNAL_H

#include <stdint.h>

#define MOTE_SIGNAL_LEAST_WIDTH 4u
#define MOTE_SIGNAL_MOST_WIDTH 11u
#define MOTE_SIGNAL_FILTER_BITS 15u /* width + shift of a filter: its state is an int16 */
#define MOTE_SIGNAL_SEGMENT 16u     /* steps that the energy of a band is summed coherently over */
#define MOTE_SIGNAL_MOST_LAG 127u
#define MOTE_SIGNAL_MOST_BAND 64u /* cycles in 128 steps */

enum {
    MOTE_FILTER_NONE = 0,
    MOTE_FILTER_LOW = 1, /* s += v - (s >> shift), s of the first step being v << shift; gives s >> shift */
    MOTE_FILTER_HIGH = 2,
    MOTE_FILTER_DIFFERENCE = 3
};

/* The list of statistics: X(code, NAME, parameter). With a parameter: u8 behind the feature. */
#define MOTE_STATISTICS(X) \
    X(0, MEAN, 0)          \
    X(1, LOW, 0)           \
    X(2, HIGH, 0)          \
    X(3, RANGE, 0)         \
    X(4, ABSOLUTE, 0)      \
    X(5, ENERGY, 0)        \
    X(6, VARIANCE, 0)      \
    X(7, SLOPE, 0)         \
    X(8, STEEPEST, 0)      \
    X(9, CROSSINGS, 0)     \
    X(10, POSITIVE, 0)     \
    X(11, TURNS, 0)        \
    X(12, MOBILITY, 0)     \
    X(13, CREST, 0)        \
    X(14, LAG, 1)          \
    X(15, BAND, 1)

#define MOTE_STATISTIC_CODE(code, NAME, parameter) MOTE_STATISTIC_##NAME = code,
enum { MOTE_STATISTICS(MOTE_STATISTIC_CODE) MOTE_STATISTIC_COUNT = 16 };

/* The interpreted form's state of a source, followed by what its features with a parameter keep, in their order (a lag: u32 sum; a band: u32
 * sum, i16, i16), and by a ring of its last values, as many as its longest lag, rounded up to an even number. */
typedef struct {
    uint32_t squares, absolute, slope;
    int32_t sum;
    int16_t low, high, before, filter;
    uint16_t steepest, crossings, positive, turns;
    int8_t direction; /* of the last step that was none of 0 */
    uint8_t ring_at;
    uint8_t unused[2];
} mote_signal_sums;

/* 64 times the logarithm to base 2, linear between powers of two, digits cut off: 0..2047; 0 of 0. */
static inline int16_t mote_signal_log(uint32_t value) {
    uint16_t bits = 31u * 64u;
    if (value == 0) return 0;
    while ((value & 0x80000000ul) == 0) {
        value <<= 1;
        bits = (uint16_t)(bits - 64u);
    }
    return (int16_t)(bits | ((uint16_t)(value >> 25) & 63u));
}

/* Sum of squared deviations from m = floor(sum / steps), at most `steps` more than of those from the mean; it leaves no 32 bits,
 * sums on the way to it wrap. m is found bit by bit, from -2^11 up, without a division, which would be a library function of
 * its own: `left` is the sum of deviations from the m so far, and a larger m by b takes b (2 left - b steps) off the squares. */
static inline uint32_t mote_signal_variance(uint32_t squares, int32_t sum, uint16_t steps) {
    uint32_t by = (uint32_t)steps << MOTE_SIGNAL_MOST_WIDTH;
    uint32_t left = (uint32_t)sum + by;
    uint8_t bit = MOTE_SIGNAL_MOST_WIDTH;
    squares += (left + (uint32_t)sum) << MOTE_SIGNAL_MOST_WIDTH;
    for (;;) {
        if (left >= by) {
            left -= by;
            squares -= (left + left + by) << bit;
        }
        if (bit == 0) return squares;
        --bit;
        by >>= 1;
    }
}

/* About the length of a vector: the largest coordinate and 3/8 of the others' sum ("alpha max plus beta min"). */
static inline int32_t mote_signal_length(uint16_t largest, uint32_t sum) {
    return (int32_t)(largest + (((sum - largest) * 3u) >> 3));
}

/* (value >> shift), rounded, halves up, limited to int16. */
static inline int16_t mote_signal_round(int32_t value, uint8_t shift) {
    if (shift > 0) value = (int32_t)((uint32_t)value + ((uint32_t)1u << (shift - 1u))) >> shift;
    return (int16_t)(value > 32767 ? 32767 : value < -32768 ? -32768 : value);
}

#endif
