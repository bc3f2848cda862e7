/* SPDX-License-Identifier: 0BSD
 * Windows over samples as they arrive: one time step handed over at a time, an answer every MODEL_SHIFT steps, of
 * the last MODEL_WINDOW of them.
 *
 *     if (CalculatorWindowInit() != 0) ...
 *     every 1 / MODEL_RATE_HZ seconds:
 *         float* result = CalculatorPush(step);    MODEL_WINDOW_AXES values, in the order of MODEL_AXIS_NAMES
 *         if (result) ...                          MODEL_OUTPUTS numbers, valid until the next call
 *
 * Where windows overlap, the model is run over each of them as its samples come: MODEL_WINDOW_STATES of them at
 * a time, each with a state of its own. Where raw samples take less RAM than these (MODEL_WINDOW_STATES 0), the last
 * window is kept instead and runs as a whole.
 *
 * A compiled model has one state for rows of the Calculator and windows: after a row that was run in between call
 * mote_window_begin(). None of this may be called from an interrupt while it runs outside. */
#ifndef MOTE_WINDOW_H
#define MOTE_WINDOW_H

#include <stdint.h>

#include "mote.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 0 when the model is ready. */
uint8_t CalculatorWindowInit(void);
/* The next time step; the answer when one is due, else null. */
float* CalculatorPush(const float* step);
/* The same without probabilities: the class, or -1 where no answer is due or the model is not sure. */
int16_t CalculatorPushClass(const float* step);
/* The class of the last answer; -1: the model is not sure. With MODEL_VOTES_OF or MODEL_HOLD above 1 what the last
 * answers say together (mote_smooth.h), also of CalculatorPushClass; the numbers of CalculatorPush are those of the last
 * window alone. */
int16_t CalculatorWindowClass(void);

/* Forgets all samples: the next answer comes MODEL_WINDOW steps later. */
void mote_window_begin(void);
/* A time step in the model's own type (int16_t, or float with MODEL_RAW_FLOAT); 1 when an answer is ready. */
uint8_t mote_window_push(const void* step);
/* In a compiled model with several states: swaps the state in place with that which waits at k. */
void mote_exchange(uint8_t k);
/* In a compiled model that looks at few axes or steps: a step, of its own type; 1 when it was the last of a row. */
uint8_t mote_push_step(const void* step);
/* That holds the answer, until the next push. */
const mote_net* mote_window_net(void);

#ifdef __cplusplus
}
#endif
#endif
