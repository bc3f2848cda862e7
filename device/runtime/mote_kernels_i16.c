/* SPDX-License-Identifier: 0BSD
 * int16 activations; int16 weights (products shifted right by 8) or narrower ones; int32 sums. */
#include "mote_proportions.h"
#include "mote_signal.h"
#include "mote_weights.h"

#if MOTE_USE_I16
#if MOTE_USE_CONV || MOTE_USE_DENSE
static int32_t bias_i16_at(const uint8_t* biases, uint8_t i, uint8_t shift) {
    return (int32_t)((uint32_t)(int32_t)mote_weight(biases, i, MOTE_WEIGHT_16) << shift);
}
#endif

#define T int16_t
#define ACC int32_t
#define TAP_SUM int32_t
#define SUFFIX(name) name##_i16
#define TAKES(i8, i16, f32) i16
#define SIGNAL_KERNEL
#define WEIGHT mote_weight
#define BIAS bias_i16_at
#define PRODUCT(w, x) (((int32_t)(w) * (x)) >> (code == MOTE_WEIGHT_16 ? 8 : 0))
#define ADD mote_add
#define ACTIVATE(layer, sum) ((int16_t)mote_activate(layer, sum, 32767))
#define FAST_DOT
#include "mote_kernels.inc"
#else
typedef int mote_kernels_i16_unused;
#endif
