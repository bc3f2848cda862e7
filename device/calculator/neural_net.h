/* SPDX-License-Identifier: 0BSD
 * NeuralNet: what a program knows of the model that it runs. */
#ifndef NEURAL_NET_H
#define NEURAL_NET_H

#include <stdint.h>

/* Filled by CalculatorInit. Read it, do not write it (userData is yours). */
typedef struct NeuralNet {
    uint16_t inputsDim;  /* samples in a row */
    uint16_t outputsDim; /* numbers in a result: one a class (2 in a binary task), 1 in a regression */
    uint16_t taskType;   /* 0 multiclass, 1 binary, 2 regression */
    uint16_t received;   /* samples handed over since CalculatorBeginInputs */
    void* userData;      /* as given to CalculatorInit */
} NeuralNet;

#endif
