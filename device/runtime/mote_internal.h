/* SPDX-License-Identifier: 0BSD
 * Inside the runtime only: reading a model, and the kernels of each activation type. */
#ifndef MOTE_INTERNAL_H
#define MOTE_INTERNAL_H

#include <string.h>

#include "mote.h"
#include "mote_fixed.h"
#include "mote_layers.h"
#include "mote_platform.h"

/* LEB128 of at most 5 bytes from flash at *at, which moves behind it. Checked once by mote_open. */
uint32_t mote_read_varint(const uint8_t* model, uint16_t* at);
int32_t mote_unzigzag(uint32_t value);

/* n bits (at most 16), or n bits passed over. */
void mote_bits_begin(mote_bits* bits, const uint8_t* model, uint16_t at, uint16_t end);
uint16_t mote_bits_take(mote_bits* bits, uint8_t n);
/* Elias gamma code of value + 1: as many ones as bits follow, a zero, the bits below the highest. */
uint16_t mote_bits_gamma(mote_bits* bits);

/* Where mote_open has seen to it that nothing gets. */
#if defined(__GNUC__)
#define MOTE_UNREACHABLE __builtin_unreachable()
#else
#define MOTE_UNREACHABLE
#endif

/* One time step through one layer: its output vector when this step completes one, else NULL.
 * `last` tells the final layer, whose outputs go to the scores unshifted. */
const int8_t* mote_step_i8(mote_net* net, mote_layer* layer, const int8_t* x, uint8_t last);
const int16_t* mote_step_i16(mote_net* net, mote_layer* layer, const int16_t* x, uint8_t last);
const float* mote_step_f32(mote_net* net, mote_layer* layer, const float* x, uint8_t last);

/* The one function of each kind that ends a model. Last: the host reads the declarations above one by one. */
#define MOTE_LAYER_FUNCTION(code, NAME, name, Type, ends, ...) \
    MOTE_IF(ends, uint16_t mote_##name(mote_net* net, mote_layer* layer, const void* x, uint8_t bytes);)
MOTE_LAYERS(MOTE_LAYER_FUNCTION)

#endif
