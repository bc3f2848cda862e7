/* SPDX-License-Identifier: 0BSD
 * Mote's inference library. One model, one row at a time, samples pushed in the order of the columns:
 *
 *     mote_net net;
 *     static uint8_t arena[MODEL_ARENA_BYTES];
 *     if (mote_open(&net, model_bin, MODEL_BYTES, arena, sizeof arena) != MOTE_OK) ...
 *     mote_begin(&net);
 *     while (!mote_push_i16(&net, sample)) ...    true after the last sample of the row
 *     mote_class(&net);
 *
 * No heap, no stdio; constants stay in flash. The same source gives the same bits on every machine.
 *
 * This interface has two forms behind it (docs/compiled.md): the table-driven one reads any model from its
 * bytes; the compiled one (MOTE_COMPILED) is C written for one model, which alone it opens. */
#ifndef MOTE_H
#define MOTE_H

#include <stdint.h>

#include "mote_config.h"
#include "mote_format.h"
#if MOTE_COMPILED
#include "model.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define MOTE_RUNTIME_VERSION 1

typedef enum {
    MOTE_OK = 0,
    MOTE_ERROR_SIZE = 1,        /* shorter or longer than it says */
    MOTE_ERROR_MAGIC = 2,       /* not a model */
    MOTE_ERROR_VERSION = 3,     /* written by another version of the format */
    MOTE_ERROR_CHECKSUM = 4,    /* damaged */
    MOTE_ERROR_MALFORMED = 5,   /* checksum right, content impossible */
    MOTE_ERROR_UNSUPPORTED = 6, /* needs a kernel that this build leaves out (mote_config.h) */
    MOTE_ERROR_MEMORY = 7       /* the arena is too small */
} mote_status;

#if MOTE_COMPILED
/* What a table-driven model needs is static here, in mote_compiled.c: one model, one row at a time. */
typedef struct {
    uint8_t unused;
} mote_net;
#else
/* A layer as opened: where its numbers stand in the model and its state in the arena (byte offsets). */
typedef struct {
    uint16_t weights;
    uint16_t biases;
    uint16_t state;    /* conv: window of kernel x channels; dense, pool: one accumulator an output */
    uint16_t output;   /* outputs, in the activation type (last layer: unused) */
    uint16_t steps;    /* time steps that come in */
    uint16_t channels; /* values a time step */
    uint16_t count;    /* time steps seen (conv: in the window) */
    uint32_t cursor;   /* dense: index of the next weight */
    uint8_t code;      /* MOTE_LAYER_... */
    uint8_t flags;
    uint8_t outputs;
    uint8_t kernel;
    uint8_t stride;
    uint8_t shift;      /* right shift from accumulator to activation */
    uint8_t bias_shift; /* left shift from bias to accumulator */
} mote_layer;

/* Reads numbers of any width from flash, highest bit first; never beyond `end`. */
typedef struct {
    const uint8_t* model;
    uint16_t at;
    uint16_t end;
    uint8_t byte; /* bits of the byte before `at` that are left, at the top */
    uint8_t left; /* how many */
    uint8_t bad;  /* 1 after an attempt to read beyond the end */
} mote_bits;

/* An open model. Plain data; the pointers are borrowed and must outlive it. */
typedef struct {
    const uint8_t* model; /* in flash */
    uint8_t* arena;       /* in RAM, aligned to 4 bytes */
    uint16_t arena_bytes; /* what the model needs of it */
    uint16_t steps;       /* a row is steps x axes samples, the axes of one step together */
    uint16_t axes;
    uint16_t encoder;     /* offset of the encoding entries in the model */
    uint16_t encoder_at;  /* offset of the next sample's entry */
    uint16_t axis;        /* position inside the time step */
    uint16_t step;        /* time steps complete */
    uint16_t frame;       /* arena offset of the encoded time step */
    uint16_t end;         /* offset of the checksum in the model */
#if MOTE_USE_DECISION
    uint16_t decision;    /* offset of the decision in the model; 0: the largest score decides */
#endif
#if MOTE_USE_SLOPE
    uint16_t slope;       /* offset of the slope in the model; 0: scores are nats as they are */
#endif
#if MOTE_USE_FILLS
    uint16_t fills;       /* offset of the first value that stands in for a missing input */
    uint16_t fill_count;  /* how many there are */
#endif
#if MOTE_USE_COMPACT
    uint16_t used;        /* axes that enter the layers: as many values in the frame */
    uint16_t slot;        /* next place in the frame */
    uint16_t skip;        /* axes to pass over before the next used one */
    mote_bits bits;       /* compact encoder: position in its list of axes */
#endif
    uint16_t scores;      /* arena offset of the scores: int32, or float with float activations */
    int32_t score_offset; /* regression: value = (score + score_offset) * 2^score_exponent */
    int8_t score_exponent;
    uint8_t score_count;
    uint8_t flags;
    uint8_t layer_count;
    mote_layer layers[MOTE_MAX_LAYERS];
} mote_net;
#endif

/* Checks the whole model before anything of it is used, then lays out the arena.
 * With arena == NULL nothing but the checks and net->arena_bytes is done (MOTE_OK).
 * Compiled: refuses every model but its own, model_bin, of which nothing is read: it needs no flash. */
#if MOTE_COMPILED
static inline mote_status mote_open(mote_net* net, const uint8_t* model, uint32_t size, uint8_t* arena,
                                    uint16_t arena_bytes);
#else
mote_status mote_open(mote_net* net, const uint8_t* model, uint32_t size, uint8_t* arena,
                      uint16_t arena_bytes);
#endif

/* Forgets a row that was begun. mote_open does it too, and so does the last sample of a row. */
void mote_begin(mote_net* net);

/* Hands over the next sample; 1 when it was the last of the row and the answer is ready, else 0.
 * A model takes the type that its flags say; the other one is converted first (i16 -> f32 exact,
 * f32 -> i16 rounded half up and saturated). A model with values for missing inputs takes NaN for a missing one; of int16
 * samples MOTE_MISSING_I16, which NaN becomes. Of other inputs, and of other models, NaN counts as 0. */
uint8_t mote_push_i16(mote_net* net, int16_t sample);
uint8_t mote_push_f32(mote_net* net, float sample);

/* A whole row at once, steps x axes samples: the same answer as mote_begin and a push of each. */
void mote_run_i16(mote_net* net, const int16_t* row);
void mote_run_f32(mote_net* net, const float* row);

/* The answer, valid from the last sample of a row until the first of the next. Integer arithmetic only,
 * except for float models; who asks for the class alone pays, and links, nothing for probabilities.
 *
 * mote_class: index of the class. It is that of the largest score (the lowest of equals), unless the model has a
 *   decision of its own: then its thresholds decide, and MOTE_NOT_SURE may be the answer.
 * mote_nearest_class: the same where the model must not say "not sure".
 * mote_outputs: how many numbers an answer has (binary 2, multiclass one a class, regression 1).
 * mote_probabilities: of all classes, in steps of 2^-16 (at most 65535); not for a regression.
 * mote_answer: all outputs as floats: probabilities, or the value.
 * mote_output: output k of these alone, at nearly the cost of all. */
#define MOTE_NOT_SURE (-1)
int8_t mote_class(const mote_net* net);
uint8_t mote_nearest_class(const mote_net* net);
static inline uint8_t mote_outputs(const mote_net* net);
void mote_probabilities(const mote_net* net, uint16_t* out);
void mote_answer(const mote_net* net, float* out);
float mote_output(const mote_net* net, uint8_t k);
/* Score k as it left the last layer (int32; for float models its IEEE bits). k < mote_score_count(net). */
int32_t mote_score(const mote_net* net, uint8_t k);

#if MOTE_COMPILED
#define mote_task(net) ((void)(net), MODEL_TASK)
#define mote_activation(net) ((void)(net), MOTE_MODEL_ACTIVATION)
#define mote_raw_f32(net) ((void)(net), MODEL_RAW_FLOAT)
#define mote_inputs(net) ((void)(net), MODEL_INPUTS)
#define mote_score_count(net) ((void)(net), (uint8_t)MOTE_MODEL_SCORES)
#define mote_score_exponent(net) ((void)(net), MOTE_MODEL_SCORE_EXPONENT)
#define mote_score_offset(net) ((void)(net), MOTE_MODEL_SCORE_OFFSET)
#else
#define mote_task(net) ((net)->flags & MOTE_FLAG_TASK)
#define mote_activation(net) (((net)->flags & MOTE_FLAG_ACTIVATION) >> MOTE_FLAG_ACTIVATION_SHIFT)
#define mote_raw_f32(net) (((net)->flags & MOTE_FLAG_RAW_F32) != 0)
#define mote_inputs(net) ((uint16_t)((net)->steps * (net)->axes))
#define mote_score_count(net) ((net)->score_count)
#define mote_score_exponent(net) ((net)->score_exponent)
#define mote_score_offset(net) ((net)->score_offset)
#endif

static inline uint8_t mote_outputs(const mote_net* net) {
    if (mote_task(net) == MOTE_TASK_BINARY) return 2;
    return mote_score_count(net);
}

#if MOTE_COMPILED
static inline mote_status mote_open(mote_net* net, const uint8_t* model, uint32_t size, uint8_t* arena,
                                    uint16_t arena_bytes) {
    (void)arena;
    (void)arena_bytes;
    if (size != MODEL_BYTES) return MOTE_ERROR_SIZE;
    if (model != model_bin) return MOTE_ERROR_UNSUPPORTED;
    mote_begin(net);
    return MOTE_OK;
}
#endif

/* A short text for a status, in RAM-friendly builds leave it out. */
const char* mote_status_text(mote_status status);

#ifdef __cplusplus
}
#endif

#endif
