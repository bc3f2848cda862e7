/* SPDX-License-Identifier: 0BSD
 * Samples on their way into a row: a float as the int16 that a model of integers takes.
 *
 * The same as mote_f32_to_fixed(bits, 0), saturated: halves are rounded up, not a number is 0. A fifth of its
 * cycles on AVR, since every sample of every row goes through it. */
#ifndef MOTE_ROW_H
#define MOTE_ROW_H

#include <stdint.h>
#include <string.h>

static inline int16_t mote_row_i16(uint32_t bits) {
    /* Its bytes through memory: AVR's compiler would move whole registers about to shift by 8. */
    uint8_t bytes[4];
    uint8_t top, high, middle;
#ifdef __AVR__
    memcpy(bytes, &bits, 4);
#else
    bytes[0] = (uint8_t)bits;
    bytes[1] = (uint8_t)(bits >> 8);
    bytes[2] = (uint8_t)(bits >> 16);
    bytes[3] = (uint8_t)(bits >> 24);
#endif
    top = bytes[3];
    high = bytes[2];
    middle = bytes[1];
    const uint8_t negative = top & 0x80u;
    const uint8_t biased = (uint8_t)((uint8_t)(top << 1) | (uint8_t)((high & 0x80u) != 0));
    uint16_t whole = (uint16_t)((uint16_t)((uint16_t)(high | 0x80u) << 8) | middle);
    uint8_t rest = bytes[0]; /* not 0: bits were shifted out */
    uint8_t half;
    uint8_t shift;
    if (biased < 126u) return 0; /* below a half, where only -0.5 itself and what is less round otherwise */
    if (biased >= 142u) {
        if (biased == 255u && ((high & 0x7Fu) | middle | rest) != 0) return 0;
        return negative ? (int16_t)-32768 : (int16_t)32767;
    }
    shift = (uint8_t)(142u - biased); /* 1 to 16 */
    if (shift > 8u) {
        rest = (uint8_t)(rest | (uint8_t)(whole & 255u));
        whole >>= 8;
        shift = (uint8_t)(shift - 8u);
    }
    while (--shift > 0) {
        rest = (uint8_t)(rest | (uint8_t)(whole & 1u));
        whole >>= 1;
    }
    half = (uint8_t)(whole & 1u);
    whole >>= 1;
    if (!negative) {
        whole = (uint16_t)(whole + half);
        return whole > 32767u ? (int16_t)32767 : (int16_t)whole;
    }
    return (int16_t)(uint16_t)(0u - (whole + (uint16_t)(half && rest != 0)));
}

#endif
