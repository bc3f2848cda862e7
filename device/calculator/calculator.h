/* SPDX-License-Identifier: 0BSD
 * The Calculator: loads the model, runs it, and calls you back around each inference.
 *
 *     static NeuralNet net;
 *     if (CalculatorInit(&net, 0) != ERR_NO_ERROR) ...
 *     float* result = CalculatorRunInference(&net, samples);
 *
 * All memory is static and sized for the one model of this archive: one NeuralNet at a time, and none of
 * this may be called from an interrupt while it runs outside. */
#ifndef CALCULATOR_H
#define CALCULATOR_H

#include <stdint.h>

#include "neural_net.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum Err {
    ERR_NO_ERROR = 0,
    ERR_BAD_ARGUMENT,          /* a null pointer, or CalculatorOnInit loaded nothing */
    ERR_BAD_FILE_FORMAT,       /* not a model, not the model that this archive was made for, or damaged */
    ERR_CHECKSUM,              /* damaged */
    ERR_FEATURE_NOT_SUPPORTED, /* needs a kernel that mote_config.h leaves out, or a copy into RAM */
    ERR_NO_MEMORY              /* needs more memory than MODEL_ARENA_BYTES */
} Err;

/* Calls CalculatorOnInit, which loads the model. On an error nothing can be run: every inference is null. */
Err CalculatorInit(NeuralNet* neuralNet, void* userData);

/* For CalculatorOnInit: checks the whole model, which stays where it is (on AVR in flash). copy must be 0. */
Err CalculatorLoadFromMemory(NeuralNet* neuralNet, const void* model, uint32_t size, uint8_t copy);

/* One row of inputsDim samples in the order of the training columns. The result, outputsDim numbers:
 * probabilities of the classes, or the value. It is valid until the next inference. Null without a model. */
float* CalculatorRunInference(NeuralNet* neuralNet, float* inputs);

/* The class of one row alone: a program that asks for nothing else takes neither time nor flash for probabilities.
 * There is no CalculatorOnInferenceResult then. -1 without a model and where the model is not sure; 0 in a
 * regression. */
int16_t CalculatorRunClass(NeuralNet* neuralNet, const float* inputs);

/* The class of the last inference, also inside CalculatorOnInferenceResult: as the model decides it, which has its
 * thresholds from training. So it need not be the class of the largest probability. -1: the model is not sure. */
int16_t CalculatorClass(const NeuralNet* neuralNet);

/* The same as CalculatorRunInference, sample by sample as they come in. Each is kept in the model's own type
 * (2 bytes where it was trained on integers), so no float row is needed. Where the chip has no room for a row
 * (MODEL_KEEPS_ROW 0 in model.h), the model takes it at once: OnInferenceStart then comes with the first sample,
 * and again with the first of the next row when one was given up. Null unless exactly inputsDim samples were
 * put. */
void CalculatorBeginInputs(NeuralNet* neuralNet);
void CalculatorPutInput(NeuralNet* neuralNet, float value);
/* The same for `count` samples as they come over a line: four bytes each, IEEE 754 single precision, lowest byte
 * first. In about a third of the cycles. */
void CalculatorPutBytes(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count);
/* The same for integers: of two bytes each, lowest first, and of one; the latter stand for as many times
 * MODEL_SAMPLE_SCALE where `scaled`. */
void CalculatorPutWords(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count);
void CalculatorPutSmall(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count, uint8_t scaled);
float* CalculatorRunBuffered(NeuralNet* neuralNet);

/* Yours, in user_app.c. The time between Start and End is that of the whole inference, probabilities
 * included; OnInferenceResult comes after End. */
Err CalculatorOnInit(NeuralNet* neuralNet);
void CalculatorOnInferenceStart(NeuralNet* neuralNet);
void CalculatorOnInferenceEnd(NeuralNet* neuralNet);
void CalculatorOnInferenceResult(NeuralNet* neuralNet, float* result);

#ifdef __cplusplus
}
#endif
#endif
