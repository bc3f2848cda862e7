/* SPDX-License-Identifier: 0BSD
 * Raises pin 7 of port B after three answers "hot" in a row; it stays up until a "fine". */
#include <avr/io.h>

#include "calculator.h"
#include "model.h"

#define WARNINGS_UNTIL_ALARM 3u
#define CLASS_HOT 1 /* classes are numbered in alphabetical order: fine 0, hot 1 */

static uint8_t warnings;

Err CalculatorOnInit(NeuralNet* neuralNet) {
    DDRB |= _BV(PB7);
    return CalculatorLoadFromMemory(neuralNet, model_bin, model_bin_len, 0);
}

void CalculatorOnInferenceStart(NeuralNet* neuralNet) {
    (void)neuralNet;
}

void CalculatorOnInferenceEnd(NeuralNet* neuralNet) {
    (void)neuralNet;
}

void CalculatorOnInferenceResult(NeuralNet* neuralNet, float* result) {
    (void)neuralNet;
    if (result[CLASS_HOT] <= result[0]) {
        warnings = 0;
        PORTB &= (uint8_t)~_BV(PB7);
    } else if (++warnings >= WARNINGS_UNTIL_ALARM) {
        warnings = WARNINGS_UNTIL_ALARM;
        PORTB |= _BV(PB7);
    }
}
