/* SPDX-License-Identifier: 0BSD
 * int8 activations; int8, 4-bit or ternary weights; int32 sums. */
#include "mote_proportions.h"
#include "mote_weights.h"

#if MOTE_USE_I8
#define T int8_t
#define ACC int32_t
#define TAP_SUM int16_t
#define SUFFIX(name) name##_i8
#define TAKES(i8, i16, f32) i8
#define differences_i8 proportions_i8
#define WEIGHT mote_weight
#define BIAS(p, i, shift) ((int32_t)((uint32_t)(int32_t)(int8_t)mote_flash_u8((p) + (i)) << (shift)))
#define PRODUCT(w, x) ((int32_t)(int16_t)((w) * (x)))
#define ADD mote_add
#define ACTIVATE(layer, sum) ((int8_t)mote_activate(layer, sum, 127))
#define FAST_DOT                                                   \
    if (code == MOTE_WEIGHT_8) {                                   \
        weights += first;                                          \
        while (n-- > 0) {                                          \
            sum += (int16_t)((int8_t)mote_flash_u8(weights) * *x); \
            ++weights;                                             \
            ++x;                                                   \
        }                                                          \
        return sum;                                                \
    }
#include "mote_kernels.inc"
#else
typedef int mote_kernels_i8_unused;
#endif
