/* SPDX-License-Identifier: 0BSD
 * The inner loops of mote_dot.h for AVRs that have a multiplier. muls leaves bit 15 of the product in the
 * carry: sbc of a register with itself then is the product's sign, for sums of 24 and 32 bits. r1 is the
 * compiler's zero and is cleared again after each turn. */
#ifndef MOTE_DOT_AVR_H
#define MOTE_DOT_AVR_H

#define MOTE_ADD_16 "add %A[s],r0\n\tadc %B[s],r1\n\t"
#define MOTE_ADD_24 "sbc %[a],%[a]\n\tadd %A[s],r0\n\tadc %B[s],r1\n\tadc %C[s],%[a]\n\t"
#define MOTE_ADD_32 "sbc %[a],%[a]\n\tadd %A[s],r0\n\tadc %B[s],r1\n\tadc %C[s],%[a]\n\tadc %D[s],%[a]\n\t"
#define MOTE_TIMES_X(weight, add) "ld %[a],%a[x]+\n\tmuls %[a]," weight "\n\t" add

#define MOTE_MAC(add) "lpm %[b],%a[w]+\n\t" MOTE_TIMES_X("%[b]", add)
#define MOTE_MAC_4(add)                                                  \
    "lpm %[b],%a[w]+\n\tmov %[c],%[b]\n\tandi %[c],15\n\t" MOTE_TIMES_X( \
        "%[c]", add) "swap %[b]\n\tandi %[b],15\n\t" MOTE_TIMES_X("%[b]", add)
#define MOTE_MAC_LOW(mask, add) "mov %[c],%[b]\n\tandi %[c]," mask "\n\t" MOTE_TIMES_X("%[c]", add)
#define MOTE_MAC_2(add)                                                                                   \
    "lpm %[b],%a[w]+\n\t" MOTE_MAC_LOW("3", add) "lsr %[b]\n\tlsr %[b]\n\t" MOTE_MAC_LOW(                 \
        "3",                                                                                              \
        add) "lsr %[b]\n\tlsr %[b]\n\t" MOTE_MAC_LOW("3",                                                 \
                                                     add) "lsr %[b]\n\tlsr %[b]\n\t" MOTE_TIMES_X("%[b]", \
                                                                                                  add)

#define MOTE_OPERANDS [s] "+r"(sum), [x] "+x"(x), [w] "+z"(*w), [a] "=&d"(a), [b] "=&d"(b), [c] "=&d"(c)
#define MOTE_ASM(text) __asm__ volatile(text "clr __zero_reg__" : MOTE_OPERANDS : : "r0", "memory")

/* `count` times one of `bytes` bytes of code, four or eight of them a turn. The first turn is entered so far
 * behind its begin that the last is a whole one. Up to 255 turns at once. */
#define MOTE_LOOP(enter, text)                                                     \
    __asm__ volatile(enter "1:\n\t" text "dec %[t]\n\tbrne 1b\n\tclr __zero_reg__" \
                     : MOTE_OPERANDS, [t] "+r"(turns)                              \
                     : [skip] "n"(skip)                                            \
                     : "r0", "memory")
#define MOTE_TURNS(count, each, bytes, text)                                        \
    do {                                                                            \
        const uint16_t skip = (uint16_t)((each - (count) % each) % each * (bytes)); \
        uint16_t whole = (uint16_t)(((count) + each - 1u) / each);                  \
        uint8_t turns = (uint8_t)(whole > 255u ? 255u : whole);                     \
        if (skip != 0) {                                                            \
            MOTE_LOOP("rjmp .+%[skip]\n", text);                                    \
        } else if (whole != 0) {                                                    \
            MOTE_LOOP("", text);                                                    \
        }                                                                           \
        while (whole > 255u) {                                                      \
            whole = (uint16_t)(whole - 255u);                                       \
            turns = (uint8_t)(whole > 255u ? 255u : whole);                         \
            MOTE_LOOP("", text);                                                    \
        }                                                                           \
    } while (0)
#define MOTE_4(text) text text text text

/* Eight products of 32 bits would be too far for the branch: there unroll is at most 4.
 * n and unroll are constants after inlining: all that is not needed falls away. `one` and `pair` are the
 * bytes of MOTE_MAC and MOTE_MAC_4. */
#define MOTE_DEFINE_DOTS(width, sum_type, one, pair)                                                       \
    MOTE_INLINE sum_type mote_dot##width(sum_type sum, const int8_t* x, const uint8_t** w, uint16_t n,     \
                                         uint8_t unroll) {                                                 \
        uint8_t a, b, c;                                                                                   \
        if (unroll == 8) {                                                                                 \
            MOTE_TURNS(n, 8u, one, MOTE_4(MOTE_MAC(MOTE_ADD_##width)) MOTE_4(MOTE_MAC(MOTE_ADD_##width))); \
        } else if (unroll == 4) {                                                                          \
            MOTE_TURNS(n, 4u, one, MOTE_4(MOTE_MAC(MOTE_ADD_##width)));                                    \
        } else {                                                                                           \
            MOTE_TURNS(n, 1u, one, MOTE_MAC(MOTE_ADD_##width));                                            \
        }                                                                                                  \
        return sum;                                                                                        \
    }                                                                                                      \
    MOTE_INLINE sum_type mote_dot##width##_4(sum_type sum, const int8_t* x, const uint8_t** w, uint16_t n, \
                                             uint8_t unroll) {                                             \
        uint8_t a, b, c;                                                                                   \
        if (unroll > 1) {                                                                                  \
            MOTE_TURNS(n / 2u, 2u, pair, MOTE_MAC_4(MOTE_ADD_##width) MOTE_MAC_4(MOTE_ADD_##width));       \
        } else {                                                                                           \
            MOTE_TURNS(n / 2u, 1u, pair, MOTE_MAC_4(MOTE_ADD_##width));                                    \
        }                                                                                                  \
        if (n & 1u) MOTE_ASM("lpm %[b],%a[w]+\n\t" MOTE_MAC_LOW("15", MOTE_ADD_##width));                  \
        return sum;                                                                                        \
    }                                                                                                      \
    MOTE_INLINE sum_type mote_dot##width##_2(sum_type sum, const int8_t* x, const uint8_t** w, uint16_t n, \
                                             uint8_t unroll) {                                             \
        uint8_t a, b, c;                                                                                   \
        uint8_t rest;                                                                                      \
        (void)unroll;                                                                                      \
        MOTE_TURNS(n / 4u, 1u, 0u, MOTE_MAC_2(MOTE_ADD_##width));                                          \
        if ((n & 3u) != 0) {                                                                               \
            rest = mote_next(w);                                                                           \
            for (c = 0; c < (n & 3u); ++c) {                                                               \
                sum = (sum_type)((uint32_t)sum + (uint32_t)(int16_t)((int8_t)(rest & 3u) * x[c]));         \
                rest = (uint8_t)(rest >> 2);                                                               \
            }                                                                                              \
        }                                                                                                  \
        return sum;                                                                                        \
    }
MOTE_DEFINE_DOTS(16, int16_t, 10u, 26u)
MOTE_DEFINE_DOTS(24, mote_int24, 14u, 34u)
MOTE_DEFINE_DOTS(32, int32_t, 16u, 38u)

#endif
