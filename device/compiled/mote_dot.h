/* SPDX-License-Identifier: 0BSD
 * Inner loops of compiled models: sums of weight * value, of a width that the generator has proven to be
 * enough. Weights lie in flash, one output's after another; each function moves *w behind what it read.
 * Sums are modulo 2^width on every machine, so that only the last one has to fit.
 *
 *     mote_dot<width>(sum, x, &w, n, unroll)     int8 weights         x: n int8 values in RAM
 *     mote_dot<width>_4(sum, x, &w, n, unroll)   weight + 8 in 4 bits, low nibble first; a whole byte a run
 *     mote_dot<width>_2(sum, x, &w, n, unroll)   weight + 1 in 2 bits, lowest first; a whole byte a run
 *     mote_sum<width>(x, n)              sum of the values: what the + 8 and + 1 are taken back with
 *     mote_wide_...                      the same for int16 values, sums of 32 bits
 *
 * On AVR with a multiplier the loops of int8 values are assembly: 9 cycles a product with 16 bits of sum, 11
 * with 24, 12 with 32, and 3 a turn; a turn has `unroll` products: 1, 4 or 8 (32 bits: at most 4). n and
 * unroll must be constants. Without optimisation (-O0) the loops are C there too. */
#ifndef MOTE_DOT_H
#define MOTE_DOT_H

#include "mote_platform.h"

#ifdef __AVR__
typedef __int24 mote_int24;
typedef __uint24 mote_uint24;
#else
typedef int32_t mote_int24; /* holds more; sums are proven to fit */
typedef uint32_t mote_uint24;
#endif

/* Inlined into the loop over a row, a function would take registers that have to be saved. */
#ifdef __AVR__
#define MOTE_APART __attribute__((noinline))
#else
#define MOTE_APART
#endif

#define MOTE_INLINE static inline __attribute__((always_inline, unused))

MOTE_INLINE uint8_t mote_next(const uint8_t** w) {
    uint8_t byte;
#ifdef __AVR__
    __asm__("lpm %0,%a1+" : "=r"(byte), "+z"(*w));
#else
    byte = *(*w)++;
#endif
    return byte;
}

MOTE_INLINE int8_t mote_take8(const uint8_t** w) {
    return (int8_t)mote_next(w);
}

MOTE_INLINE int16_t mote_take16(const uint8_t** w) {
#ifdef __AVR__
    int16_t number;
    __asm__("lpm %A0,%a1+\n\tlpm %B0,%a1+" : "=&r"(number), "+z"(*w));
    return number;
#else
    const uint8_t low = mote_next(w);
    return (int16_t)(low | (uint16_t)((uint16_t)mote_next(w) << 8));
#endif
}

MOTE_INLINE mote_int24 mote_take24(const uint8_t** w) {
#ifdef __AVR__
    mote_int24 number;
    __asm__("lpm %A0,%a1+\n\tlpm %B0,%a1+\n\tlpm %C0,%a1+" : "=&r"(number), "+z"(*w));
    return number;
#else
    const uint16_t low = (uint16_t)mote_take16(w);
    return (mote_int24)((mote_uint24)low | (mote_uint24)((mote_uint24)(mote_int24)mote_take8(w) << 16));
#endif
}

/* Moves n values, a constant, to a lower address; four a turn, the first entered where n needs it. */
MOTE_INLINE void mote_slide(int8_t* to, const int8_t* from, uint8_t n) {
#if defined(__AVR__) && defined(__OPTIMIZE__)
    uint8_t value;
    uint8_t turns = (uint8_t)((n + 3u) / 4u);
    __asm__ volatile(
        "rjmp .+%[skip]\n1:\tld %[v],%a[from]+\n\tst %a[to]+,%[v]\n\tld %[v],%a[from]+\n\tst %a[to]+,%[v]\n\t"
        "ld %[v],%a[from]+\n\tst %a[to]+,%[v]\n\tld %[v],%a[from]+\n\tst %a[to]+,%[v]\n\tdec %[t]\n\tbrne 1b"
        : [to] "+e"(to), [from] "+e"(from), [t] "+r"(turns), [v] "=&r"(value)
        : [skip] "n"((4u - n % 4u) % 4u * 4u)
        : "memory");
#else
    do *to++ = *from++;
    while (--n != 0);
#endif
}

MOTE_INLINE int32_t mote_take32(const uint8_t** w) {
    const uint16_t low = (uint16_t)mote_take16(w);
    return (int32_t)((uint32_t)low | (uint32_t)mote_take16(w) << 16);
}

/* Numbers go through variables of their own: gcc's -Wsign-conversion misreads shorter forms. */
#define MOTE_ADD(number)                                    \
    do {                                                    \
        const sum_t part = (number);                        \
        sum = (unsigned_sum_t)(sum + (unsigned_sum_t)part); \
    } while (0)

#define MOTE_DEFINE_SUM(name, value, sum_type, unsigned_type) \
    MOTE_INLINE sum_type name(const value* x, uint16_t n) {   \
        typedef sum_type sum_t;                               \
        typedef unsigned_type unsigned_sum_t;                 \
        unsigned_type sum = 0;                                \
        for (; n > 0; --n, ++x) MOTE_ADD(*x);                 \
        return (sum_type)sum;                                 \
    }
MOTE_DEFINE_SUM(mote_sum16, int8_t, int16_t, uint16_t)
MOTE_DEFINE_SUM(mote_sum24, int8_t, mote_int24, mote_uint24)
MOTE_DEFINE_SUM(mote_sum32, int8_t, int32_t, uint32_t)
MOTE_DEFINE_SUM(mote_wide_sum32, int16_t, int32_t, uint32_t)

/* Portable loops. `product` is that of the weight and *x as sum_type. */
#define MOTE_DEFINE_DOT(name, value, sum_type, unsigned_type, product)                       \
    MOTE_INLINE sum_type name(sum_type start, const value* x, const uint8_t** w, uint16_t n, \
                              uint8_t unroll) {                                              \
        (void)unroll;                                                                        \
        typedef sum_type sum_t;                                                              \
        typedef unsigned_type unsigned_sum_t;                                                \
        unsigned_type sum = (unsigned_type)start;                                            \
        for (; n > 0; --n, ++x) MOTE_ADD(product);                                           \
        return (sum_type)sum;                                                                \
    }
/* Weights of `bits` bits, stored with `offset` added. */
#define MOTE_DEFINE_PACKED_DOT(name, value, sum_type, unsigned_type, product_type, bits)          \
    MOTE_INLINE sum_type name(sum_type start, const value* x, const uint8_t** w, uint16_t n,      \
                              uint8_t unroll) {                                                   \
        (void)unroll;                                                                             \
        typedef sum_type sum_t;                                                                   \
        typedef unsigned_type unsigned_sum_t;                                                     \
        unsigned_type sum = (unsigned_type)start;                                                 \
        uint8_t byte = 0;                                                                         \
        uint8_t left = 0;                                                                         \
        for (; n > 0; --n, ++x) {                                                                 \
            if (left == 0) {                                                                      \
                byte = mote_next(w);                                                              \
                left = 8u / (bits);                                                               \
            }                                                                                     \
            MOTE_ADD((product_type)((product_type)*x * (uint8_t)(byte & ((1u << (bits)) - 1u)))); \
            byte = (uint8_t)(byte >> (bits));                                                     \
            --left;                                                                               \
        }                                                                                         \
        return (sum_type)sum;                                                                     \
    }

MOTE_DEFINE_DOT(mote_wide_dot32, int16_t, int32_t, uint32_t, (int32_t)mote_take8(w) * *x)
MOTE_DEFINE_DOT(mote_wide_dot32_16, int16_t, int32_t, uint32_t, ((int32_t)mote_take16(w) * *x) >> 8)
MOTE_DEFINE_PACKED_DOT(mote_wide_dot32_4, int16_t, int32_t, uint32_t, int32_t, 4)
MOTE_DEFINE_PACKED_DOT(mote_wide_dot32_2, int16_t, int32_t, uint32_t, int32_t, 2)

/* The assembly needs its constants as constants, which arguments are only after inlining: not with -O0. */
#if defined(__AVR_HAVE_MUL__) && defined(__OPTIMIZE__)
#include "mote_dot_avr.h"
#else
#define MOTE_DEFINE_DOTS(width, sum_type, unsigned_type)                                     \
    MOTE_DEFINE_DOT(mote_dot##width, int8_t, sum_type, unsigned_type,                        \
                    (sum_type)(int16_t)((int16_t)mote_take8(w) * *x))                        \
    MOTE_DEFINE_PACKED_DOT(mote_dot##width##_4, int8_t, sum_type, unsigned_type, int16_t, 4) \
    MOTE_DEFINE_PACKED_DOT(mote_dot##width##_2, int8_t, sum_type, unsigned_type, int16_t, 2)
MOTE_DEFINE_DOTS(16, int16_t, uint16_t)
MOTE_DEFINE_DOTS(24, mote_int24, mote_uint24)
MOTE_DEFINE_DOTS(32, int32_t, uint32_t)
#endif

#endif
