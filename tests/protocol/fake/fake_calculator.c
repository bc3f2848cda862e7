#include "calculator.h"

#include <string.h>

#include "model.h"

const uint8_t model_bin[] = {1, 2, 3, 4, 5, 6, 7};
const uint32_t model_bin_len = sizeof model_bin;
struct fake_calculator fake_calculator;

static float result[2];

Err CalculatorInit(NeuralNet* neuralNet, void* userData) {
    neuralNet->userData = userData;
    neuralNet->inputsDim = fake_calculator.inputs;
    neuralNet->outputsDim = 2;
    neuralNet->taskType = 1;
    return CalculatorOnInit(neuralNet);
}

Err CalculatorLoadFromMemory(NeuralNet* neuralNet, const void* data, uint32_t size, uint8_t flags) {
    (void)neuralNet;
    (void)data;
    (void)flags;
    return fake_calculator.refuse_model || size == 0 ? ERR_BAD_ARGUMENT : ERR_NO_ERROR;
}

void CalculatorBeginInputs(NeuralNet* neuralNet) {
    (void)neuralNet;
    fake_calculator.received = 0;
}

void CalculatorPutBytes(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count) {
    (void)neuralNet;
    for (; count > 0; --count) {
        const uint32_t bits = (uint32_t)bytes[0] | ((uint32_t)bytes[1] << 8) | ((uint32_t)bytes[2] << 16) |
                              ((uint32_t)bytes[3] << 24);
        memcpy(&fake_calculator.last[fake_calculator.received % 4096u], &bits, sizeof bits);
        ++fake_calculator.received;
        bytes += 4;
    }
}

static void put_integer(int16_t value) {
    fake_calculator.last[fake_calculator.received++ % 4096u] = (float)value;
}

void CalculatorPutWords(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count) {
    (void)neuralNet;
    for (; count > 0; --count, bytes += 2)
        put_integer((int16_t)(bytes[0] | (uint16_t)((uint16_t)bytes[1] << 8)));
}

void CalculatorPutSmall(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count, uint8_t scaled) {
    (void)neuralNet;
    for (; count > 0; --count) put_integer((int16_t)((int8_t)*bytes++ * (scaled ? MODEL_SAMPLE_SCALE : 1)));
}

int16_t CalculatorClass(const NeuralNet* neuralNet) {
    (void)neuralNet;
    if (fake_calculator.not_sure) return -1;
    return result[1] > result[0];
}

/* Class 1 has the probability of the first sample. */
float* CalculatorRunBuffered(NeuralNet* neuralNet) {
    if (fake_calculator.fail || fake_calculator.received != neuralNet->inputsDim) return 0;
    CalculatorOnInferenceStart(neuralNet);
    result[1] = fake_calculator.last[0];
    result[0] = 1.0f - result[1];
    ++fake_calculator.runs;
    CalculatorOnInferenceEnd(neuralNet);
    CalculatorOnInferenceResult(neuralNet, result);
    return result;
}
