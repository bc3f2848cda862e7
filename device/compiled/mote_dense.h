/* SPDX-License-Identifier: 0BSD
 * Dense layers one behind the other, gone over by one loop. Included once, by mote_compiled.c, which defines before:
 *
 *     MOTE_DENSE_LAYERS, MOTE_DENSE_INPUTS (of the first)
 *     MOTE_DENSE_WEIGHT_BITS   8, or 4: two weights a byte, the first in the lower four bits, 8 added to each; a last
 *                              one without a partner has 0 beside it
 *     MOTE_DENSE_SUM_BITS      16, 24 or 32: enough for every sum
 *     MOTE_DENSE_BIAS_BYTES    0 to 4
 *     layer_0_values           inputs, then what leaves each layer but the last; and one byte more
 *     layer_0_scores           sums of the last layer
 *
 * layer_0_weights: for each layer its inputs, its outputs, the shift of its sums, and for each output its bias and its
 * weights. Between layers a sum is shifted right and limited to 0 .. 127. */
#ifndef MOTE_DENSE_H
#define MOTE_DENSE_H

#include "mote_dot.h"

#if MOTE_DENSE_SUM_BITS == 16
typedef int16_t mote_dense_sum;
typedef uint16_t mote_dense_bits;
#define mote_dense_total mote_sum16
#elif MOTE_DENSE_SUM_BITS == 24
typedef mote_int24 mote_dense_sum;
typedef mote_uint24 mote_dense_bits;
#define mote_dense_total mote_sum24
#else
typedef int32_t mote_dense_sum;
typedef uint32_t mote_dense_bits;
#define mote_dense_total mote_sum32
#endif

/* Sums may wrap on the way, which unsigned numbers do everywhere. */
MOTE_INLINE mote_dense_bits mote_dense_added(mote_dense_bits sum, int16_t product) {
    const mote_dense_sum part = product;
    return (mote_dense_bits)(sum + (mote_dense_bits)part);
}

MOTE_INLINE mote_dense_bits mote_dense_bias(const uint8_t** w) {
#if MOTE_DENSE_BIAS_BYTES == 0
    (void)w;
    return 0;
#else
#if MOTE_DENSE_BIAS_BYTES == 1
    const mote_dense_sum bias = mote_take8(w);
#elif MOTE_DENSE_BIAS_BYTES == 2
    const mote_dense_sum bias = mote_take16(w);
#elif MOTE_DENSE_BIAS_BYTES == 3
    const mote_dense_sum bias = (mote_dense_sum)mote_take24(w);
#else
    const mote_dense_sum bias = (mote_dense_sum)mote_take32(w);
#endif
    return (mote_dense_bits)bias;
#endif
}

/* The sum and the products of n bytes of weights with the values. */
#if defined(__AVR_HAVE_MUL__) && MOTE_DENSE_SUM_BITS <= 24
#if MOTE_DENSE_SUM_BITS == 16
#define MOTE_DENSE_ADD "add %A[sum],r0\n\t adc %B[sum],r1\n\t"
#else
#define MOTE_DENSE_ADD "sbc %[sign],%[sign]\n\t add %A[sum],r0\n\t adc %B[sum],r1\n\t adc %C[sum],%[sign]\n\t"
#endif
MOTE_INLINE mote_dense_bits mote_dense_row(mote_dense_bits sum, const int8_t* x, const uint8_t** weights,
                                           uint8_t n) {
    const uint8_t* w = *weights;
    uint8_t value, weight, sign;
#if MOTE_DENSE_WEIGHT_BITS == 4
    uint8_t two;
    __asm__ volatile(
        "1: lpm %[two],Z+\n\t mov %[weight],%[two]\n\t andi %[weight],15\n\t ld %[value],X+\n\t"
        "mulsu %[value],%[weight]\n\t" MOTE_DENSE_ADD
        "swap %[two]\n\t andi %[two],15\n\t ld %[value],X+\n\t mulsu %[value],%[two]\n\t" MOTE_DENSE_ADD
        "dec %[n]\n\t brne 1b\n\t clr r1"
        : [sum] "+r"(sum), "+z"(w), "+x"(x), [n] "+r"(n), [value] "=&a"(value), [weight] "=&a"(weight),
          [two] "=&a"(two), [sign] "=&r"(sign)
        :
        : "memory");
#else
    __asm__ volatile("1: lpm %[weight],Z+\n\t ld %[value],X+\n\t muls %[value],%[weight]\n\t" MOTE_DENSE_ADD
                     "dec %[n]\n\t brne 1b\n\t clr r1"
                     : [sum] "+r"(sum), "+z"(w),
                       "+x"(x), [n] "+r"(n), [value] "=&d"(value), [weight] "=&d"(weight), [sign] "=&r"(sign)
                     :
                     : "memory");
#endif
    *weights = w;
    return sum;
}
#else
MOTE_INLINE mote_dense_bits mote_dense_row(mote_dense_bits sum, const int8_t* x, const uint8_t** weights,
                                           uint8_t n) {
    do {
        const uint8_t byte = mote_next(weights);
#if MOTE_DENSE_WEIGHT_BITS == 4
        sum = mote_dense_added(sum, (int16_t)(*x++ * (int16_t)(byte & 15u)));
        sum = mote_dense_added(sum, (int16_t)(*x++ * (int16_t)(byte >> 4)));
#else
        sum = mote_dense_added(sum, (int16_t)((int8_t)byte * *x++));
#endif
    } while (--n != 0);
    return sum;
}
#endif

static void mote_dense(void) {
    const uint8_t* w = layer_0_weights;
    const int8_t* x = layer_0_values;
    int8_t* out = layer_0_values + MOTE_DENSE_INPUTS;
    mote_dense_sum* score = layer_0_scores;
    uint8_t layers = MOTE_DENSE_LAYERS;
    do {
        const uint8_t columns = mote_next(&w);
        uint8_t left = mote_next(&w);
        const uint8_t shift = mote_next(&w);
#if MOTE_DENSE_WEIGHT_BITS == 4
        const uint8_t bytes = (uint8_t)((uint8_t)(columns + 1u) >> 1);
        /* What the 8 added to each weight adds to every sum. */
        const mote_dense_bits added = (mote_dense_bits)((mote_dense_bits)mote_dense_total(x, columns) << 3);
#else
        const uint8_t bytes = columns;
        const mote_dense_bits added = 0;
#endif
        do {
            const mote_dense_bits start = (mote_dense_bits)(mote_dense_bias(&w) - added);
            mote_dense_sum sum = (mote_dense_sum)mote_dense_row(start, x, &w, bytes);
            if (layers == 1) {
                *score++ = sum;
            } else {
                uint8_t places = shift;
                if (sum < 0) sum = 0;
                for (; places != 0; --places) sum = (mote_dense_sum)(sum >> 1);
                *out++ = sum > 127 ? 127 : (int8_t)sum;
            }
        } while (--left != 0);
        x += columns;
    } while (--layers != 0);
}

#endif
