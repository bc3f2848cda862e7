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

/* x * 2^places, limited to int16. */
MOTE_INLINE int16_t mote_left_int16(int16_t x, uint8_t places) {
    for (; places != 0; --places) {
        const int16_t twice = (int16_t)(uint16_t)((uint16_t)x << 1);
        if ((int16_t)(twice ^ x) < 0) return x < 0 ? (int16_t)(-32767 - 1) : 32767;
        x = twice;
    }
    return x;
}

/* round(x * 2^exponent), halves up, limited to int16. */
MOTE_INLINE int16_t mote_scale_int16(int16_t x, int8_t exponent) {
    return exponent > 0 ? mote_left_int16(x, (uint8_t)exponent) : mote_shift_int16(x, (uint8_t)-exponent);
}

/* round(x * 2^exponent) of a float, halves up, limited to int16. NaN and denormals count as 0. */
#if defined(__AVR__)
/* The mantissa below the point of 16 bits is shifted into them; below zero 1 less in its last digit makes of
 * halves up halves towards zero, of which the sign is changed. */
MOTE_INLINE int16_t mote_shift_float(float sample, int8_t exponent) {
    uint32_t bits = mote_f32_bits(sample);
    int16_t places = exponent;
    int16_t value;
    __asm__(
        "clr %A2\n\t clr %B2\n\t bst %D0,7\n\t"
        "lsl %C0\n\t rol %D0\n\t breq 9f\n\t" /* %D0: biased exponent */
        "sec\n\t ror %C0\n\t"                 /* %C0 %B0 %A0: mantissa */
        "add %A1,%D0\n\t adc %B1,__zero_reg__\n\t"
        "inc %D0\n\t brne 1f\n\t"
        "or %B0,%A0\n\t cpi %C0,0x80\n\t cpc %B0,__zero_reg__\n\t brne 9f\n"
        "1: subi %A1,125\n\t sbci %B1,0\n\t brmi 9f\n\t breq 9f\n\t"
        "cpi %A1,17\n\t cpc %B1,__zero_reg__\n\t brge 7f\n\t"
        "brtc 3f\n\t subi %A0,1\n\t sbci %B0,0\n\t sbci %C0,0\n\t rjmp 3f\n"
        "2: lsl %A0\n\t rol %B0\n\t rol %C0\n\t rol %A2\n\t rol %B2\n"
        "3: dec %A1\n\t brne 2b\n\t"
        "lsl %C0\n\t adc %A2,__zero_reg__\n\t adc %B2,__zero_reg__\n\t brmi 7f\n\t"
        "brtc 9f\n\t com %B2\n\t neg %A2\n\t sbci %B2,0xFF\n\t rjmp 9f\n"
        "7: ldi %A2,0xFF\n\t ldi %B2,0x7F\n\t brtc 9f\n\t com %A2\n\t com %B2\n"
        "9:\n"
        : "+d"(bits), "+d"(places), "=&d"(value));
    return value;
}
#else
MOTE_INLINE int16_t mote_shift_float(float sample, int8_t exponent) {
    const uint32_t bits = mote_f32_bits(sample);
    /* By bytes: a shift of 32 bits by 23 is a loop on AVR. */
    const uint8_t biased =
        (uint8_t)((uint8_t)((uint8_t)(bits >> 24) << 1) | (uint8_t)((uint8_t)(bits >> 16) >> 7));
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

#endif
