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

#define MOTE_ASM(text)                                                                                    \
    __asm__ volatile(text "clr __zero_reg__"                                                              \
                     : [s] "+r"(sum), [x] "+x"(x), [w] "+z"(*w), [a] "=&d"(a), [b] "=&d"(b), [c] "=&d"(c) \
                     :                                                                                    \
                     : "r0", "memory")
#define MOTE_TURNS(count, text)                 \
    do {                                        \
        if ((count) > 255u) {                   \
            uint16_t turns = (uint16_t)(count); \
            do MOTE_ASM(text);                  \
            while (--turns != 0);               \
        } else if ((count) != 0) {              \
            uint8_t turns = (uint8_t)(count);   \
            do MOTE_ASM(text);                  \
            while (--turns != 0);               \
        }                                       \
    } while (0)

/* n is a constant after inlining: all that is not needed falls away. */
#define MOTE_DEFINE_DOTS(width, sum_type)                                                                    \
    MOTE_INLINE sum_type mote_dot##width(sum_type sum, const int8_t* x, const uint8_t** w, uint16_t n) {     \
        uint8_t a, b, c;                                                                                     \
        if (MOTE_UNROLL == 4) {                                                                              \
            MOTE_TURNS(n / 4u, MOTE_MAC(MOTE_ADD_##width) MOTE_MAC(MOTE_ADD_##width)                         \
                                   MOTE_MAC(MOTE_ADD_##width) MOTE_MAC(MOTE_ADD_##width));                   \
            if (n & 2u) MOTE_ASM(MOTE_MAC(MOTE_ADD_##width) MOTE_MAC(MOTE_ADD_##width));                     \
            if (n & 1u) MOTE_ASM(MOTE_MAC(MOTE_ADD_##width));                                                \
        } else {                                                                                             \
            MOTE_TURNS(n, MOTE_MAC(MOTE_ADD_##width));                                                       \
        }                                                                                                    \
        return sum;                                                                                          \
    }                                                                                                        \
    MOTE_INLINE sum_type mote_dot##width##_4(sum_type sum, const int8_t* x, const uint8_t** w, uint16_t n) { \
        uint8_t a, b, c;                                                                                     \
        if (MOTE_UNROLL == 4) {                                                                              \
            MOTE_TURNS(n / 4u, MOTE_MAC_4(MOTE_ADD_##width) MOTE_MAC_4(MOTE_ADD_##width));                   \
            if (n & 2u) MOTE_ASM(MOTE_MAC_4(MOTE_ADD_##width));                                              \
        } else {                                                                                             \
            MOTE_TURNS(n / 2u, MOTE_MAC_4(MOTE_ADD_##width));                                                \
        }                                                                                                    \
        if (n & 1u) MOTE_ASM("lpm %[b],%a[w]+\n\t" MOTE_MAC_LOW("15", MOTE_ADD_##width));                    \
        return sum;                                                                                          \
    }                                                                                                        \
    MOTE_INLINE sum_type mote_dot##width##_2(sum_type sum, const int8_t* x, const uint8_t** w, uint16_t n) { \
        uint8_t a, b, c;                                                                                     \
        uint8_t rest;                                                                                        \
        MOTE_TURNS(n / 4u, MOTE_MAC_2(MOTE_ADD_##width));                                                    \
        if ((n & 3u) != 0) {                                                                                 \
            rest = mote_next(w);                                                                             \
            for (c = 0; c < (n & 3u); ++c) {                                                                 \
                sum = (sum_type)(sum + (sum_type)(int16_t)((int8_t)(rest & 3u) * x[c]));                     \
                rest = (uint8_t)(rest >> 2);                                                                 \
            }                                                                                                \
        }                                                                                                    \
        return sum;                                                                                          \
    }
MOTE_DEFINE_DOTS(16, int16_t)
MOTE_DEFINE_DOTS(24, mote_int24)
MOTE_DEFINE_DOTS(32, int32_t)

#endif
