/* SPDX-License-Identifier: 0BSD
 * Fixed-point helpers: scaling by powers of two, and floats taken apart without floating-point arithmetic. */
#ifndef MOTE_FIXED_H
#define MOTE_FIXED_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* round(value * 2^shift), halves up, saturated to +-(2^30): the one scaling of samples. */
int32_t mote_scale(int32_t value, int16_t shift);
/* The signed mantissa (24 bits) and exponent of an IEEE float given by its bits: x = mantissa * 2^exponent.
 * NaN and denormals count as 0. */
int32_t mote_f32_split(uint32_t bits, int16_t* exponent);
/* round(x * 2^exponent) of an IEEE float given by its bits; NaN counts as 0, infinities saturate. */
int32_t mote_f32_to_fixed(uint32_t bits, int16_t exponent);
/* value * 2^exponent as a float, digits beyond 24 bits cut off; by shifts only. */
float mote_fixed_to_f32(int32_t value, int16_t exponent);

uint32_t mote_f32_bits(float value);
float mote_f32_from_bits(uint32_t bits);

#ifdef __cplusplus
}
#endif

#endif
