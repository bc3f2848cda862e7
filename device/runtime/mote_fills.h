/* SPDX-License-Identifier: 0BSD
 * Values that stand in for inputs that a row lacks: part of the model (docs/model-format.md). A missing input is NaN, of a model
 * that takes int16 MOTE_MISSING_I16. Used by both forms of a model. */
#ifndef MOTE_FILLS_H
#define MOTE_FILLS_H

#include <stdint.h>

#include "mote_format.h"
#include "mote_platform.h"

/* Of the bits of a float. By bytes: a shift of 32 bits by 23 is a loop on AVR. */
static inline uint8_t mote_is_nan(uint32_t bits) {
    const uint8_t top = (uint8_t)(bits >> 24);
    const uint8_t high = (uint8_t)(bits >> 16);
    if ((top & 0x7Fu) != 0x7Fu || (high & 0x80u) == 0) return 0;
    return ((high & 0x7Fu) | (uint8_t)(bits >> 8) | (uint8_t)bits) != 0;
}

/* Where the value of an input is, of `bytes` bytes; 0: it has none. `entry`: the first of `count` entries in flash. An entry is
 * how many inputs lie between it and the one before (u8), then the value; MOTE_FILL_PASS passes so many over without one. */
static inline const uint8_t* mote_fill_of(const uint8_t* entry, uint16_t count, uint8_t bytes,
                                          uint16_t input) {
    uint16_t at = 0;
    for (;;) {
        const uint8_t gap = mote_flash_u8(entry++);
        at = (uint16_t)(at + gap);
        if (at > input) return 0;
        if (gap == MOTE_FILL_PASS) continue;
        if (at == input) return entry;
        if (--count == 0) return 0;
        ++at;
        entry += bytes;
    }
}

static inline int16_t mote_fill_i16(const uint8_t* value) {
    return (int16_t)(uint16_t)(mote_flash_u8(value) | (uint16_t)((uint16_t)mote_flash_u8(value + 1) << 8));
}

/* The bits of a float. */
static inline uint32_t mote_fill_f32(const uint8_t* value) {
    uint32_t bits = 0;
    uint8_t i;
    for (i = 4; i > 0; --i) bits = (bits << 8) | mote_flash_u8(value + i - 1u);
    return bits;
}

#endif
