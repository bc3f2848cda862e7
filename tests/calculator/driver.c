/* The Calculator's contract, checked in the generated archive itself: compiled with its sources instead of
 * user_app.c, once for each sample model. Prints what fails; exit status 1 then. */
#include <stdio.h>
#include <string.h>

#include "calculator.h"
#include "model.h"

static int failures;
static char calls[16];
static Err told_by_user;
static uint8_t copy[MODEL_BYTES];
static uint32_t copy_size;
static int load = 1;

#define CHECK(condition)                                         \
    do {                                                         \
        if (!(condition)) {                                      \
            printf("line %d fails: %s\n", __LINE__, #condition); \
            ++failures;                                          \
        }                                                        \
    } while (0)

static void note(char what) {
    const size_t used = strlen(calls);
    if (used + 1 < sizeof calls) calls[used] = what;
}

Err CalculatorOnInit(NeuralNet* net) {
    Err error = ERR_NO_ERROR;
    note('I');
    if (load) error = CalculatorLoadFromMemory(net, copy, copy_size, 0);
    return error != ERR_NO_ERROR ? error : told_by_user;
}
void CalculatorOnInferenceStart(NeuralNet* net) {
    (void)net;
    note('S');
}
void CalculatorOnInferenceEnd(NeuralNet* net) {
    (void)net;
    note('E');
}
void CalculatorOnInferenceResult(NeuralNet* net, float* result) {
    (void)net;
    note(result ? 'R' : '0');
}

static void reset(void) {
    memset(calls, 0, sizeof calls);
    memcpy(copy, model_bin, MODEL_BYTES);
    copy_size = model_bin_len;
    told_by_user = ERR_NO_ERROR;
    load = 1;
}

static float sample(uint16_t i) {
    return (float)((i * 37) % 201 - 100) + 0.5f;
}

/* The class alone is the first of the most likely, and is given without a result. */
static void check_class(NeuralNet* net, const float* inputs, const float* outputs) {
    uint16_t best = 0;
    uint16_t k;
    for (k = 1; k < MODEL_OUTPUTS; ++k)
        if (outputs[k] > outputs[best]) best = k;
    memset(calls, 0, sizeof calls);
    CHECK(CalculatorClass(net) == (int16_t)best); /* of the inference before */
    CHECK(CalculatorRunClass(net, inputs) == (int16_t)best);
    CHECK(CalculatorClass(net) == (int16_t)best);
    CHECK(strcmp(calls, "SE") == 0);
    CHECK(CalculatorRunClass(net, 0) == -1);
}

/* Integers of two bytes and of one answer as the floats that they stand for. */
static void check_integers(NeuralNet* net, const uint8_t* bytes, uint8_t width, uint8_t scaled) {
    static float inputs[MODEL_INPUTS];
    static float expected[MODEL_OUTPUTS];
    const float* result;
    uint16_t i;
    for (i = 0; i < MODEL_INPUTS; ++i) {
        const int16_t word = (int16_t)(bytes[2 * i] | (uint16_t)((uint16_t)bytes[2 * i + 1] << 8));
        inputs[i] =
            width == 2 ? (float)word : (float)(int8_t)bytes[i] * (scaled ? (float)MODEL_SAMPLE_SCALE : 1.0f);
    }
    memcpy(expected, CalculatorRunInference(net, inputs), sizeof expected);
    CalculatorBeginInputs(net);
    for (i = 0; i < MODEL_INPUTS; ++i) {
        if (width == 2) CalculatorPutWords(net, bytes + 2 * i, 1);
        if (width == 1) CalculatorPutSmall(net, bytes + i, 1, scaled);
    }
    result = CalculatorRunBuffered(net);
    CHECK(result != 0 && memcmp(expected, result, sizeof expected) == 0);
}

/* The same samples as they come over a line, in runs of 1, 2, 3, ... samples. */
static void check_bytes(NeuralNet* net, const float* expected) {
    uint8_t bytes[4 * MODEL_INPUTS];
    float* result;
    uint16_t i;
    uint8_t run;
    for (i = 0; i < MODEL_INPUTS; ++i) {
        const float value = sample(i);
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        bytes[4 * i] = (uint8_t)bits;
        bytes[4 * i + 1] = (uint8_t)(bits >> 8);
        bytes[4 * i + 2] = (uint8_t)(bits >> 16);
        bytes[4 * i + 3] = (uint8_t)(bits >> 24);
    }
    CalculatorBeginInputs(net);
    for (i = 0, run = 1; i < MODEL_INPUTS; i = (uint16_t)(i + run), run = (uint8_t)(run % 16 + 1)) {
        if (run > MODEL_INPUTS - i) run = (uint8_t)(MODEL_INPUTS - i);
        CalculatorPutBytes(net, bytes + 4 * i, run);
        CHECK(net->received == i + run);
    }
    result = CalculatorRunBuffered(net);
    CHECK(result != 0 && memcmp(expected, result, MODEL_OUTPUTS * sizeof *expected) == 0);
    CalculatorBeginInputs(net);
    CalculatorPutBytes(net, bytes, MODEL_INPUTS < 200 ? MODEL_INPUTS : 200);
    CalculatorPutBytes(net, bytes, MODEL_INPUTS < 200 ? MODEL_INPUTS : 200);
    CHECK(CalculatorRunBuffered(net) == 0); /* too many */
    check_integers(net, bytes, 2, 0);
    check_integers(net, bytes, 1, 0);
    check_integers(net, bytes, 1, 1);
}

static void check_good(void) {
    static NeuralNet net;
    static float inputs[MODEL_INPUTS];
    float first[MODEL_OUTPUTS];
    int mark;
    uint16_t i;
    float* result;
    reset();
    CHECK(CalculatorInit(&net, &mark) == ERR_NO_ERROR);
    CHECK(net.inputsDim == MODEL_INPUTS && net.outputsDim == MODEL_OUTPUTS && net.taskType == MODEL_TASK);
    CHECK(net.userData == &mark);
    for (i = 0; i < MODEL_INPUTS; ++i) inputs[i] = sample(i);
    result = CalculatorRunInference(&net, inputs);
    CHECK(result != 0);
    if (!result) return;
    CHECK(strcmp(calls, "ISER") == 0);
    memcpy(first, result, sizeof first);
    check_class(&net, inputs, first);

    CalculatorBeginInputs(&net);
    CHECK(CalculatorRunBuffered(&net) == 0); /* no samples yet */
    for (i = 0; i < MODEL_INPUTS; ++i) CalculatorPutInput(&net, sample(i));
    result = CalculatorRunBuffered(&net);
    CHECK(result != 0 && memcmp(first, result, sizeof first) == 0);
    CalculatorPutInput(&net, 0.0f);
    CHECK(CalculatorRunBuffered(&net) == 0); /* one too many */
    check_bytes(&net, first);
    CHECK(CalculatorRunInference(&net, 0) == 0);
    result = CalculatorRunInference(&net, inputs); /* none of this has left anything behind */
    CHECK(result != 0 && memcmp(first, result, sizeof first) == 0);
}

static void check_refused(Err expected) {
    static NeuralNet net;
    static float inputs[MODEL_INPUTS];
    const Err error = CalculatorInit(&net, 0);
    CHECK(error != ERR_NO_ERROR);
    if (expected != ERR_NO_ERROR) CHECK(error == expected);
    CHECK(CalculatorRunInference(&net, inputs) == 0);
    CHECK(CalculatorRunClass(&net, inputs) == -1);
    CHECK(CalculatorClass(&net) == -1);
    net.received = MODEL_INPUTS;
    CHECK(CalculatorRunBuffered(&net) == 0);
}

static void check_damage(void) {
    uint16_t i;
    uint8_t bit;
    for (i = 0; i < MODEL_BYTES; ++i) {
        for (bit = 0; bit < 8; ++bit) {
            reset();
            copy[i] = (uint8_t)(copy[i] ^ (1u << bit));
            check_refused(i >= 4 ? ERR_CHECKSUM : ERR_BAD_FILE_FORMAT);
        }
        reset();
        copy_size = i; /* cut off */
        check_refused(ERR_BAD_FILE_FORMAT);
    }
}

static void check_misuse(void) {
    static NeuralNet net;
    reset();
    CHECK(CalculatorInit(0, 0) == ERR_BAD_ARGUMENT);
    CHECK(CalculatorLoadFromMemory(&net, 0, 10, 0) == ERR_BAD_ARGUMENT);
    CHECK(CalculatorLoadFromMemory(&net, model_bin, model_bin_len, 1) == ERR_FEATURE_NOT_SUPPORTED);
    load = 0;
    check_refused(ERR_BAD_ARGUMENT); /* OnInit has loaded nothing */
    reset();
    told_by_user = ERR_NO_MEMORY;
    check_refused(ERR_NO_MEMORY); /* the user's own refusal */
}

int main(void) {
    check_good();
    check_damage();
    check_misuse();
    check_good();
    return failures != 0;
}
