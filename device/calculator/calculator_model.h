/* SPDX-License-Identifier: 0BSD
 * The model behind the Calculator, for the other files of this library. */
#ifndef CALCULATOR_MODEL_H
#define CALCULATOR_MODEL_H

#include "mote.h"
#include "neural_net.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 0 unless neuralNet is the one whose model is open. */
mote_net* calculator_model(const NeuralNet* neuralNet);

#ifdef __cplusplus
}
#endif

#endif
