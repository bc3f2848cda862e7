/* SPDX-License-Identifier: 0BSD
 * Constants of the model file, docs/model-format.md. Shared by the chip's reader and the host's writer.
 * The codes of layers: mote_layers.h. */
#ifndef MOTE_FORMAT_H
#define MOTE_FORMAT_H

#define MOTE_MAGIC 0x4Du
#define MOTE_FORMAT_VERSION 1u
#define MOTE_MODEL_HEADER_BYTES 5u /* magic, version, length, flags */
#define MOTE_MAX_SCORES 100u
#define MOTE_MAX_INPUTS 4096u
#define MOTE_MAX_EXPONENT 120 /* of an encoder, and its negative: all floats but the denormals */

/* flags byte */
#define MOTE_FLAG_TASK 0x03u
#define MOTE_FLAG_ACTIVATION 0x0Cu
#define MOTE_FLAG_ACTIVATION_SHIFT 2u
#define MOTE_FLAG_RAW_F32 0x10u
#define MOTE_FLAG_PER_AXIS 0x20u
#define MOTE_FLAG_COMPACT 0x40u  /* only some axes are used; packed exponents, no offsets */
#define MOTE_FLAG_DECISION 0x80u /* a decision, a slope or fills follow the layers */

/* kinds of what follows: which of its parts there are */
#define MOTE_DECISION_THRESHOLD 0x01u /* where the classes meet; of a binary model wherever there is a band */
#define MOTE_DECISION_NOT_SURE 0x02u  /* a band of scores without a class */
#define MOTE_DECISION_CLASS 0x03u     /* what may make another class of the scores */
#define MOTE_DECISION_SLOPE 0x04u     /* what scores are multiplied by where they become probabilities */
#define MOTE_DECISION_FILLS 0x08u     /* values of inputs that a row may lack */
#define MOTE_DECISION_KINDS 0x0Fu
#define MOTE_DECISION_LIMIT 0x40000000ul /* magnitudes of its numbers are below */
#define MOTE_MAX_PENALTY_SHIFT 22u
#define MOTE_MAX_SLOPE_EXPONENT 8     /* and its negative */
#define MOTE_FILL_PASS 255u           /* gap of an entry without a value */
#define MOTE_MISSING_I16 (-32767 - 1) /* an int16 sample that is missing, of models with fills */

enum { MOTE_TASK_MULTICLASS = 0, MOTE_TASK_BINARY = 1, MOTE_TASK_REGRESSION = 2 };
enum { MOTE_ACTIVATION_I8 = 0, MOTE_ACTIVATION_I16 = 1, MOTE_ACTIVATION_F32 = 2 };

/* flags of a conv or dense layer */
#define MOTE_WEIGHT_CODE 0x07u
#define MOTE_LAYER_RELU 0x08u
enum {
    MOTE_WEIGHT_8 = 0,
    MOTE_WEIGHT_4 = 1,
    MOTE_WEIGHT_TERNARY = 2,
    MOTE_WEIGHT_16 = 3,
    MOTE_WEIGHT_F32 = 4
};

/* flags of a trees layer */
#define MOTE_TREES_LINEAR 0x01u
#define MOTE_TREES_BIAS 0x02u
#define MOTE_TREES_STEPS 0x04u
#define MOTE_TREES_SPARSE_STEPS 0x08u
#define MOTE_TREES_FIRST_ZERO 0x10u
#define MOTE_MAX_THRESHOLDS 2048u

/* bits of a proportions layer: options, head of a block, kernel and threshold bytes */
#define MOTE_PROPORTIONS_SHIFT 0x0Fu
#define MOTE_PROPORTIONS_PADDED 0x10u
#define MOTE_PROPORTIONS_STRIDE 5u      /* log2 of the stride lies from this bit on */
#define MOTE_PROPORTIONS_DILATION 0x3Fu /* less one */
#define MOTE_PROPORTIONS_PART 0x40u     /* only from one sixteenth of the row to another */
#define MOTE_PROPORTIONS_MORE 0x80u     /* another block follows */
#define MOTE_PROPORTIONS_LAST 0x80u

/* bits of a signal layer: options, head of a source, feature bytes */
#define MOTE_SIGNAL_WIDTH 0x0Fu /* values are limited to +-(2^width - 1) */
#define MOTE_SIGNAL_STRIDE 4u   /* log2 of the stride lies from this bit on */
#define MOTE_SIGNAL_FILTER 0x03u
#define MOTE_SIGNAL_POLE 2u /* shift of the filter lies from this bit on */
#define MOTE_SIGNAL_MAGNITUDE 0x20u
#define MOTE_SIGNAL_MORE 0x80u /* another source follows */
#define MOTE_SIGNAL_STATISTIC 0x0Fu
#define MOTE_SIGNAL_SHIFT 4u /* right shift of a feature lies from this bit on */

/* responses of a sparse layer's neurons */
enum { MOTE_RESPONSE_RELU = 0, MOTE_RESPONSE_CLIP = 1, MOTE_RESPONSE_ABS = 2, MOTE_RESPONSE_SQUARE = 3 };

/* flags of a pool layer */
#define MOTE_POOL_MAX 0x01u

#endif
