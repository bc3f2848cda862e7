/* SPDX-License-Identifier: 0BSD
 * What this build of the runtime can evaluate. The archive of a model carries a copy that switches off
 * everything the model does not need, also kinds of layers (mote_layers.h); this one, for the host, switches
 * everything on. */
#ifndef MOTE_CONFIG_H
#define MOTE_CONFIG_H

#define MOTE_COMPILED 0     /* 1: C written for one model; there, the constants MOTE_MODEL_... follow */
#define MOTE_USE_I8 1       /* int8 activations */
#define MOTE_USE_I16 1      /* int16 activations */
#define MOTE_USE_F32 1      /* float activations */
#define MOTE_USE_RAW_I16 1  /* samples handed over as int16 */
#define MOTE_USE_RAW_F32 1  /* samples handed over as float */
#define MOTE_USE_COMPACT 1  /* encoder that reads only the axes in use */
#define MOTE_USE_PACKED 1   /* 4-bit and ternary weights */
#define MOTE_USE_DECISION 1 /* thresholds and answers "not sure" that are part of the model */
#define MOTE_USE_SLOPE 1    /* calibrated probabilities */
#define MOTE_USE_FILLS 1    /* values of inputs that a row lacks */
#define MOTE_MAX_LAYERS 8

#endif
