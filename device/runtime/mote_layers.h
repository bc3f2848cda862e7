/* SPDX-License-Identifier: 0BSD
 * The kinds of layers. Codes, switches, dispatch and the host's names are made of this list alone:
 *
 *     X(code, NAME, name, Type, ends, scores, sums, i8, i16, f32)
 *
 * code          in the model's bytes (docs/model-format.md)
 * NAME          MOTE_LAYER_NAME is the code, MOTE_USE_NAME the switch
 * name          of reader and kernel. Of a kind that ends a model they are one function in mote_name.c,
 *               uint16_t mote_name(mote_net*, mote_layer*, const void* x, uint8_t bytes_of_a_value): a whole row
 *               (one step) into the scores; with x == NULL it checks the layer's bits and counts the bytes of
 *               its state (layer->biases). Gives the offset behind the layer, 0 if impossible.
 *               Other kinds have read_name and SUFFIX(name) in mote_kernels.inc.
 * Type          of the host's struct, src/model/layers
 * ends          1: is always the last layer
 * scores        1: may be the last layer
 * sums          1: its state is a sum of 32 bits an output, zero when a row begins
 * i8, i16, f32  1: takes these activations */
#ifndef MOTE_LAYERS_H
#define MOTE_LAYERS_H

#include "mote_config.h"

#define MOTE_LAYERS(X)                                            \
    X(1, CONV, conv, Conv, 0, 0, 0, 1, 1, 1)                      \
    X(2, DENSE, dense, Dense, 0, 1, 1, 1, 1, 1)                   \
    X(3, POOL, pool, Pool, 0, 0, 1, 1, 1, 1)                      \
    X(5, TREES, trees, Trees, 1, 1, 0, 1, 1, 0)                   \
    X(4, PROPORTIONS, proportions, Proportions, 0, 0, 0, 1, 1, 0) \
    X(7, DIFFERENCES, differences, Proportions, 0, 0, 0, 1, 0, 0) \
    X(6, SPARSE, sparse, Sparse, 1, 1, 0, 0, 1, 0)                \
    X(8, SIGNAL, signal, Signal, 0, 0, 0, 0, 1, 0)

/* A build that does not say otherwise evaluates every kind. */
#ifndef MOTE_USE_CONV
#define MOTE_USE_CONV 1
#endif
#ifndef MOTE_USE_DENSE
#define MOTE_USE_DENSE 1
#endif
#ifndef MOTE_USE_POOL
#define MOTE_USE_POOL 1
#endif
#ifndef MOTE_USE_TREES
#define MOTE_USE_TREES 1
#endif
#ifndef MOTE_USE_PROPORTIONS
#define MOTE_USE_PROPORTIONS 1
#endif
#ifndef MOTE_USE_DIFFERENCES
#define MOTE_USE_DIFFERENCES 1
#endif
#ifndef MOTE_USE_SPARSE
#define MOTE_USE_SPARSE 1
#endif
#ifndef MOTE_USE_SIGNAL
#define MOTE_USE_SIGNAL 1
#endif

#define MOTE_LAYER_CODE(code, NAME, name, Type, ends, scores, sums, i8, i16, f32) MOTE_LAYER_##NAME = code,
enum { MOTE_LAYERS(MOTE_LAYER_CODE) MOTE_LAYER_END = 0 };

/* MOTE_IF(on, text): the text, or nothing. MOTE_CHOOSE(on, one, other). `on` must come to 1 or 0. */
#define MOTE_IF(on, ...) MOTE_IF_(on, __VA_ARGS__)
#define MOTE_IF_(on, ...) MOTE_IF_##on(__VA_ARGS__)
#define MOTE_IF_0(...)
#define MOTE_IF_1(...) __VA_ARGS__
#define MOTE_CHOOSE(on, one, other) MOTE_CHOOSE_(on, one, other)
#define MOTE_CHOOSE_(on, one, other) MOTE_CHOOSE_##on(one, other)
#define MOTE_CHOOSE_0(one, other) other
#define MOTE_CHOOSE_1(one, other) one

/* Layers that count where kernels are above thresholds. */
#define MOTE_USE_COUNTS (MOTE_USE_PROPORTIONS || MOTE_USE_DIFFERENCES)

#endif
