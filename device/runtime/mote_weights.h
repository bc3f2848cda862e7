/* SPDX-License-Identifier: 0BSD
 * Reading integer weights of every width, and the arithmetic that integer kernels share. */
#ifndef MOTE_WEIGHTS_H
#define MOTE_WEIGHTS_H

#include "mote_internal.h"

/* Weight `index` of a packed array in flash. 4 bits: two's complement, low nibble first.
 * Ternary: two bits a weight, lowest first: 0, 1 -> +1, 2 -> -1 (3 -> 0). */
static inline int16_t mote_weight(const uint8_t* weights, uint32_t index, uint8_t code) {
    switch (code) {
#if MOTE_USE_PACKED
        case MOTE_WEIGHT_4: {
            const uint8_t pair = mote_flash_u8(weights + (index >> 1));
            const uint8_t nibble = (index & 1u) ? (uint8_t)(pair >> 4) : (uint8_t)(pair & 15u);
            return (int16_t)((nibble ^ 8u) - 8u);
        }
        case MOTE_WEIGHT_TERNARY: {
            const uint8_t bits = (uint8_t)(mote_flash_u8(weights + (index >> 2)) >> ((index & 3u) * 2u)) & 3u;
            return bits == 1u ? 1 : bits == 2u ? -1 : 0;
        }
#endif
        case MOTE_WEIGHT_16:
            return (int16_t)(mote_flash_u8(weights + index * 2u) |
                             (uint16_t)((uint16_t)mote_flash_u8(weights + index * 2u + 1u) << 8));
        default:
            return (int8_t)mote_flash_u8(weights + index);
    }
}

/* Sums wrap instead of overflowing: a hostile model gives a wrong answer, never undefined behaviour.
 * The writer proves for every honest model that no sum leaves 32 bits. */
static inline int32_t mote_add(int32_t a, int32_t b) {
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

static inline int32_t mote_activate(const mote_layer* layer, int32_t sum, int32_t highest) {
    const int32_t lowest =
        (layer->code != MOTE_LAYER_POOL && (layer->flags & MOTE_LAYER_RELU)) ? 0 : -highest - 1;
    sum >>= layer->shift;
    return sum < lowest ? lowest : sum > highest ? highest : sum;
}

#endif
