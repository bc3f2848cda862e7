/* SPDX-License-Identifier: 0BSD
 * A bare AVR program: samples in, answer to CalculatorOnInferenceResult in user_app.c. */
#include "calculator.h"
#include "mote_all.c"

/* Put your sensor here: the next sample, in the order of the training columns. */
static float next_sample(void) {
    return 0.0f;
}

int main(void) {
    static NeuralNet net;
    if (CalculatorInit(&net, 0) != ERR_NO_ERROR) return 1;
    for (;;) {
        uint16_t i;
        CalculatorBeginInputs(&net);
        for (i = 0; i < net.inputsDim; ++i) CalculatorPutInput(&net, next_sample());
        (void)CalculatorRunBuffered(&net);
    }
}
