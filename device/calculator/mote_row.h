/* SPDX-License-Identifier: 0BSD
 * Samples on their way into a row: a float as the int16 that a model of integers takes.
 *
 * The same as mote_f32_to_fixed(bits, 0), saturated: halves are rounded up, not a number is MOTE_ROW_NAN. A fifth of its
 * cycles on AVR, since every sample of every row goes through it. */
#ifndef MOTE_ROW_H
#define MOTE_ROW_H

#include <stdint.h>
#include <string.h>

/* 0; of a model that has values for missing inputs, MOTE_MISSING_I16. */
#ifndef MOTE_ROW_NAN
#define MOTE_ROW_NAN 0
#endif

/* The four bytes of the float, lowest first, as they come over the line. Products by powers of two are the shifts,
 * which AVR has by one bit only. */
static inline int16_t mote_row_i16_of(const uint8_t* bytes) {
    const uint8_t low = bytes[0];
    const uint8_t middle = bytes[1];
    const uint8_t high = bytes[2];
    const uint8_t top = bytes[3];
    const uint8_t negative = top & 0x80u;
    const uint8_t biased = (uint8_t)((uint8_t)(top << 1) | (uint8_t)((high & 0x80u) != 0));
    const uint8_t leading = (uint8_t)(high | 0x80u);
    uint8_t power = 1;
    uint8_t rest = low; /* not 0: there is something below the fraction's eight bits */
    uint8_t fraction;
    uint16_t whole;
    uint8_t exponent;
    if (biased < 126u) return 0; /* below a half, where only -0.5 itself and what is less round otherwise */
    if (biased >= 142u) {
        if (biased == 255u && ((high & 0x7Fu) | middle | low) != 0) return MOTE_ROW_NAN;
        return negative ? (int16_t)-32768 : (int16_t)32767;
    }
    exponent = (uint8_t)(biased - 126u); /* 0 to 15: the float is leading.middle... x 2^(exponent - 8) */
    if (exponent & 1u) power = 2;
    if (exponent & 2u) power = (uint8_t)(power << 2);
    if (exponent & 4u) power = (uint8_t)(power << 4);
    whole = (uint16_t)((uint16_t)leading * power);
    if (exponent & 8u) {
        const uint16_t below = (uint16_t)((uint16_t)middle * power);
        whole = (uint16_t)(whole + (below >> 8));
        fraction = (uint8_t)below;
    } else {
        fraction = (uint8_t)whole;
        whole >>= 8;
        rest = (uint8_t)(rest | middle);
    }
    if (!negative) {
        if (fraction & 0x80u) ++whole;
        return whole > 32767u ? (int16_t)32767 : (int16_t)whole;
    }
    if ((fraction & 0x80u) && ((fraction & 0x7Fu) | rest) != 0) ++whole;
    return (int16_t)(uint16_t)(0u - whole);
}

static inline int16_t mote_row_i16(uint32_t bits) {
    uint8_t bytes[4];
#ifdef __AVR__ /* little-endian, and through memory: its compiler would move whole registers about to shift by 8 */
    memcpy(bytes, &bits, 4);
#else
    bytes[0] = (uint8_t)bits;
    bytes[1] = (uint8_t)(bits >> 8);
    bytes[2] = (uint8_t)(bits >> 16);
    bytes[3] = (uint8_t)(bits >> 24);
#endif
    return mote_row_i16_of(bytes);
}

#endif
