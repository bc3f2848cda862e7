/* SPDX-License-Identifier: 0BSD
 * What the signal layer of a compiled model calls; its sums are C written for it. */
#ifndef MOTE_STATISTICS_H
#define MOTE_STATISTICS_H

#include "mote_dot.h"
#include "mote_signal.h"

/* (value >> shift), rounded, halves up. No statistic is so large that 1 more leaves 16 bits. */
static inline int16_t mote_signal_shifted(int16_t value, uint8_t shift) {
    if (shift == 0) return value;
    return (int16_t)((int16_t)((value >> (shift - 1u)) + 1) >> 1);
}

/* The length of a vector, not limited. */
static inline int32_t mote_signal_vector(const int16_t* x, uint8_t axes) {
    uint16_t largest = 0;
    mote_uint24 sum = 0; /* of 255 axes at most */
    do {
        const int16_t v = *x++;
        const uint16_t size = (uint16_t)(v < 0 ? -(uint16_t)v : (uint16_t)v);
        if (size > largest) largest = size;
        sum = (mote_uint24)(sum + size);
    } while (--axes != 0);
    return mote_signal_length(largest, sum);
}

/* One value of a band; its energy where a segment ends, else 0. */
static inline uint16_t mote_signal_band(int16_t* parts, uint8_t phase, int16_t v, uint8_t ends) {
    uint16_t a;
    uint16_t b;
    parts[0] = (int16_t)((phase & 0x80u) != 0 ? parts[0] - v : parts[0] + v);
    parts[1] = (int16_t)(((uint8_t)(phase + 64u) & 0x80u) != 0 ? parts[1] - v : parts[1] + v);
    if (!ends) return 0;
    a = (uint16_t)(parts[0] < 0 ? -parts[0] : parts[0]);
    b = (uint16_t)(parts[1] < 0 ? -parts[1] : parts[1]);
    parts[0] = 0;
    parts[1] = 0;
    return (uint16_t)(a > b ? a + (b >> 1) : b + (a >> 1));
}

#endif
