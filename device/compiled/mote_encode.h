/* SPDX-License-Identifier: 0BSD
 * Samples to int8 values with 16- and 24-bit arithmetic, where the generator has proven that it is enough. */
#ifndef MOTE_ENCODE_H
#define MOTE_ENCODE_H

#include "mote_dot.h"
#include "mote_fixed.h"

/* round(x / 2^shift), halves up. */
MOTE_INLINE int16_t mote_shift_int16(int16_t x, uint8_t shift) {
    if (shift == 0) return x;
    while (--shift != 0) x = (int16_t)(x >> 1);
    return (int16_t)((x >> 1) + (x & 1));
}

/* round(x * 2^exponent) of a float, halves up, limited to int16. NaN and denormals count as 0. */
MOTE_INLINE int16_t mote_shift_float(float sample, int8_t exponent) {
    const uint32_t bits = mote_f32_bits(sample);
    const uint8_t biased = (uint8_t)(bits >> 23);
    int32_t mantissa = (int32_t)(bits & 0x007FFFFFul);
    int16_t right = (int16_t)(150 - exponent - biased);
    mote_int24 value;
    if (biased == 0 || (biased == 0xFF && mantissa != 0) || right >= 25) return 0;
    mantissa |= 0x00800000l;
    if (bits >> 31) mantissa = -mantissa;
    if (right < 9) return mantissa < 0 ? (int16_t)(-32767 - 1) : 32767;
    value = (mote_int24)(mantissa >> 8);
    while (--right != 8) value = (mote_int24)(value >> 1);
    value = (mote_int24)((mote_int24)(value + 1) >> 1);
    return value > 32767 ? 32767 : (int16_t)value;
}

#endif
