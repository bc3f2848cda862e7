/* SPDX-License-Identifier: 0BSD
 * float activations and weights, for comparison and for chips with a floating-point unit.
 * Sums run in the order of the integer kernels; nothing may be fused (-ffp-contract=off). */
#include "mote_internal.h"

#if MOTE_USE_F32
static float float_at(const uint8_t* numbers, uint32_t i) {
    const uint8_t* p = numbers + i * 4u;
    return mote_f32_from_bits((uint32_t)mote_flash_u8(p) | (uint32_t)mote_flash_u8(p + 1) << 8 |
                              (uint32_t)mote_flash_u8(p + 2) << 16 | (uint32_t)mote_flash_u8(p + 3) << 24);
}

static float activate(const mote_layer* layer, float sum) {
    if (layer->code == MOTE_LAYER_POOL)
        return (layer->flags & MOTE_POOL_MAX) ? sum : sum / (float)layer->steps;
    return (layer->flags & MOTE_LAYER_RELU) && !(sum > 0.0f) ? 0.0f : sum;
}

#define T float
#define ACC float
#define SUFFIX(name) name##_f32
#define TAKES(i8, i16, f32) f32
#define WEIGHT(p, i, code) ((void)(code), float_at(p, i))
#define BIAS(p, i, shift) ((void)(shift), float_at(p, i))
#define PRODUCT(w, x) ((w) * (x))
#define ADD(a, b) ((a) + (b))
#define ACTIVATE(layer, sum) activate(layer, sum)
#define FAST_DOT
#include "mote_kernels.inc"
#else
typedef int mote_kernels_f32_unused;
#endif
