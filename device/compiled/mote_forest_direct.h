/* SPDX-License-Identifier: 0BSD
 * Trees whose nodes hold their thresholds (MOTE_FOREST_DIRECT 1): from the root to the leaf of the row. */
#ifndef MOTE_FOREST_DIRECT_H
#define MOTE_FOREST_DIRECT_H

#include "mote_forest.h"

#if defined(__AVR__) && MOTE_FOREST_KEY_BYTES >= 2 && !MOTE_FOREST_NEGATIVE
/* The third byte from the top, where keys have one: r23 of the sample, r25 of the threshold. */
#if MOTE_FOREST_KEY_BYTES == 3
#define MOTE_FOREST_LOW_THRESHOLD "lpm r25,Z+\n\t"
#define MOTE_FOREST_LOW_BYTE "ld r23,X+\n\t"
#define MOTE_FOREST_COMPARE "cp r25,r23\n\t cpc r20,r18\n\t cpc r21,r19\n\t"
#define MOTE_FOREST_REST "sbiw r26,3\n\t ld r24,X\n\t or r24,r23\n\t"
#else
#define MOTE_FOREST_LOW_THRESHOLD
#define MOTE_FOREST_LOW_BYTE
#define MOTE_FOREST_COMPARE "cp r20,r18\n\t cpc r21,r19\n\t"
#define MOTE_FOREST_REST "sbiw r26,3\n\t ld r24,X+\n\t ld r0,X\n\t or r24,r0\n\t"
#endif
#if MOTE_FOREST_INPUT == 1
#define MOTE_FOREST_PLACE "mov r26,r22\n\t lsr r26\n\t andi r26,0xFE\n\t"
#define MOTE_FOREST_NAN "\n"
#define MOTE_FOREST_CHECK_NAN ""
#else
#define MOTE_FOREST_PLACE "mov r26,r22\n\t andi r26,0xFC\n\t"
#define MOTE_FOREST_NAN "cpi r19,0x7F\n\t breq 5f\n"
#define MOTE_FOREST_CHECK_NAN \
    "5: cpi r18,0x80\n\t brcs 3b\n\t brne 1b\n\t" MOTE_FOREST_REST "breq 3b\n\t rjmp 1b\n"
#endif
/* From the root at z to the leaf of the row, 26 cycles a turn to the left, 32 to the right, of keys of two
 * bytes. `upper` is where the compared bytes of input 0 lie. Only what is above a threshold can be no number.
 */
static inline const uint8_t* mote_forest_find(const uint8_t* upper, const uint8_t* z) {
    __asm__ volatile(
        "rjmp 0f\n"
        "1: adiw r30,1\n\t sbrc r22,0\n\t rjmp 4f\n"
        "0: lpm r22,Z+\n\t" MOTE_FOREST_LOW_THRESHOLD "lpm r20,Z+\n\t lpm r21,Z+\n\t" MOTE_FOREST_PLACE
        "clr r27\n\t add r26,%A1\n\t adc r27,%B1\n\t" MOTE_FOREST_LOW_BYTE
        "ld r18,X+\n\t ld r19,X\n\t" MOTE_FOREST_COMPARE "brge 1b\n\t" MOTE_FOREST_NAN
        "3: lpm r24,Z+\n\t add r30,r24\n\t adc r31,__zero_reg__\n\t sbrs r22,1\n\t rjmp 0b\n\t"
        "rjmp 4f\n" MOTE_FOREST_CHECK_NAN "4:\n"
        : "+z"(z)
        : "r"(upper)
        : "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "memory");
    return z;
}
#define mote_forest_find_leaf(row, z) \
    mote_forest_find(                 \
        (const uint8_t*)(const void*)(row) + (MOTE_FOREST_INPUT == 2 ? 4u - MOTE_FOREST_KEY_BYTES : 0u), z)
#else
static const uint8_t* mote_forest_find_leaf(const mote_forest_sample* row, const uint8_t* z) {
    uint8_t leaf;
    do {
        const uint8_t head = mote_next(&z);
        const mote_forest_key threshold = mote_forest_take(&z);
        const uint8_t left_bytes = mote_next(&z);
        leaf = head;
        if (mote_forest_key_of(row + (head >> 2)) > threshold) {
            z += left_bytes;
            leaf = (uint8_t)(leaf >> 1);
        }
    } while ((leaf & 1u) == 0);
    return z;
}
#endif

static MOTE_FOREST_SUM mote_forest_walk(const mote_forest_sample* row, const uint8_t** table) {
    const uint8_t* z = *table;
#if MOTE_FOREST_MANY
    *table = z + 1u + mote_flash_u8(z);
    ++z;
#endif
    z = mote_forest_find_leaf(row, z);
    return mote_forest_leaf(&z);
}

static void mote_forest(const mote_forest_sample* row) {
    const uint8_t* z = MOTE_FOREST_NAME(trees);
#if MOTE_FOREST_MANY
    uint8_t k;
    for (k = 0; k < MOTE_FOREST_OUTPUTS; ++k) {
        uint8_t left = mote_flash_u8(MOTE_FOREST_NAME(tree_counts) + k);
        MOTE_FOREST_SUM sum = 0;
        for (; left != 0; --left) sum = MOTE_FOREST_ADD(sum, mote_forest_walk(row, &z));
        MOTE_FOREST_NAME(score)[k] = sum;
    }
#else
    MOTE_FOREST_NAME(score)[0] = mote_forest_walk(row, &z);
#endif
}

#endif
