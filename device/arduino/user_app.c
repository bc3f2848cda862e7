/* SPDX-License-Identifier: 0BSD
 * Your own logic goes here: what happens before, after and with each inference.
 *
 * As it is: the time of each inference is taken, and in a binary task the green LED is lit for class 0
 * (normal), the red one for class 1 (abnormal), none when the model is not sure. */
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

/* result: class probabilities, outputsDim of them; in a regression the value. CalculatorClass has the class that the
   model decides on, by the thresholds that it was trained with. */
void CalculatorOnInferenceResult(NeuralNet* neuralNet, float* result) {
    (void)result;
    if (neuralNet->taskType == 1 && neuralNet->outputsDim == 2) { /* binary */
        const int16_t answer = CalculatorClass(neuralNet);
        mote_board_leds(answer > 0 ? MOTE_LED_RED : answer == 0 ? MOTE_LED_GREEN : MOTE_LED_OFF);
    }
}
