/* SPDX-License-Identifier: 0BSD
 * Which inputs spoke for the Calculator's answer. Archives of models that know what is usual have it. */
#ifndef MOTE_WHY_H
#define MOTE_WHY_H

#include "mote_contribution.h"
#include "neural_net.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The strongest contributions to the answer of this row of MODEL_INPUTS samples in the model's own type, int16_t or float
 * (MODEL_RAW_FLOAT): at most `most`, the strongest first (mote_find_contributions). Segment s is called
 * MODEL_SEGMENT_NAMES[s]. Takes MODEL_SEGMENTS + 2 inferences, without callbacks; CalculatorClass is then of this row.
 * 0 before CalculatorInit, and for a float model. */
uint8_t mote_why(NeuralNet* neuralNet, const void* row, mote_contribution* out, uint8_t most);

#ifdef __cplusplus
}
#endif

#endif
