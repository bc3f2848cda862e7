/* SPDX-License-Identifier: 0BSD
 * Your own logic goes here: what happens before, after and with each inference.
 *
 * As it is: the time of each inference is taken, and in a binary task the green LED is lit for class 0
 * (normal), the red one for class 1 (abnormal). */
#include "calculator.h"
#include "model.h"
#include "mote_app.h"

/* Loads the model from model.c. Anything but ERR_NO_ERROR and the board blinks instead of answering. */
Err CalculatorOnInit(NeuralNet* neuralNet) {
    return CalculatorLoadFromMemory(neuralNet, model_bin, model_bin_len, 0);
}

void CalculatorOnInferenceStart(NeuralNet* neuralNet) {
    (void)neuralNet;
    mote_board_timer_start();
}

void CalculatorOnInferenceEnd(NeuralNet* neuralNet) {
    (void)neuralNet;
    mote_stats_add(mote_app_stats(), mote_board_timer_stop());
}

/* result: class probabilities, outputsDim of them; in a regression the value. */
void CalculatorOnInferenceResult(NeuralNet* neuralNet, float* result) {
    if (neuralNet->taskType == 1 && neuralNet->outputsDim == 2) { /* binary */
        mote_board_leds(result[1] > result[0] ? MOTE_LED_RED : MOTE_LED_GREEN);
    }
}
