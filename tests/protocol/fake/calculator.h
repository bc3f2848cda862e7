/* The Calculator as the application sees it, for tests of the application alone: the same names and
   types as device/calculator/calculator.h, without the runtime below. */
#ifndef CALCULATOR_H
#define CALCULATOR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum Err { ERR_NO_ERROR = 0, ERR_BAD_ARGUMENT = 1 } Err;

typedef struct NeuralNet {
    uint16_t inputsDim;
    uint16_t outputsDim;
    uint16_t taskType;
    void* userData;
} NeuralNet;

Err CalculatorInit(NeuralNet* neuralNet, void* userData);
Err CalculatorLoadFromMemory(NeuralNet* neuralNet, const void* data, uint32_t size, uint8_t flags);
void CalculatorBeginInputs(NeuralNet* neuralNet);
void CalculatorPutBytes(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count);
void CalculatorPutWords(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count);
void CalculatorPutSmall(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count, uint8_t scaled);
float* CalculatorRunBuffered(NeuralNet* neuralNet);
int16_t CalculatorClass(const NeuralNet* neuralNet);

Err CalculatorOnInit(NeuralNet* neuralNet);
void CalculatorOnInferenceStart(NeuralNet* neuralNet);
void CalculatorOnInferenceEnd(NeuralNet* neuralNet);
void CalculatorOnInferenceResult(NeuralNet* neuralNet, float* result);

/* What the tests set and see. */
extern struct fake_calculator {
    uint8_t refuse_model; /* CalculatorLoadFromMemory fails */
    uint8_t fail;         /* CalculatorRunBuffered returns null */
    uint8_t not_sure;     /* the class is -1 */
    uint16_t inputs;      /* given by the next CalculatorInit */
    uint16_t runs;
    uint16_t received;
    float last[4096];
} fake_calculator;

#ifdef __cplusplus
}
#endif
#endif
