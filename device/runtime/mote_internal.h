/* SPDX-License-Identifier: 0BSD
 * Inside the runtime only: reading a model, and the kernels of each activation type. */
#ifndef MOTE_INTERNAL_H
#define MOTE_INTERNAL_H

#include <string.h>

#include "mote.h"
#include "mote_fixed.h"
#include "mote_platform.h"

/* LEB128 of at most 5 bytes from flash at *at, which moves behind it. Checked once by mote_open. */
uint32_t mote_read_varint(const uint8_t* model, uint16_t* at);
int32_t mote_unzigzag(uint32_t value);

/* n bits (at most 16), or n bits passed over. */
void mote_bits_begin(mote_bits* bits, const uint8_t* model, uint16_t at, uint16_t end);
uint16_t mote_bits_take(mote_bits* bits, uint8_t n);
/* Elias gamma code of value + 1: as many ones as bits follow, a zero, the bits below the highest. */
uint16_t mote_bits_gamma(mote_bits* bits);

/* Layers that count where kernels are above thresholds. */
#define MOTE_USE_COUNTS (MOTE_USE_PROPORTIONS || MOTE_USE_DIFFERENCES)

#if MOTE_USE_TREES
/* A whole row (one step) through the trees, into the scores. x: int8 or int16 values (wide).
 * With x == NULL it checks the layer's bits and counts the bytes of its state (layer->biases). Gives the
 * offset behind the layer, 0 if impossible. */
uint16_t mote_trees(mote_net* net, mote_layer* layer, const void* x, uint8_t wide);
#endif

#if MOTE_USE_SPARSE
/* A whole row (one step) through a grown network, into the scores; with x == NULL as mote_trees. */
uint16_t mote_sparse(mote_net* net, mote_layer* layer, const int16_t* x);
#endif

/* One time step through one layer: its output vector when this step completes one, else NULL.
 * `last` tells the final layer, whose outputs go to the scores unshifted. */
const int8_t* mote_step_i8(mote_net* net, mote_layer* layer, const int8_t* x, uint8_t last);
const int16_t* mote_step_i16(mote_net* net, mote_layer* layer, const int16_t* x, uint8_t last);
const float* mote_step_f32(mote_net* net, mote_layer* layer, const float* x, uint8_t last);

#endif
