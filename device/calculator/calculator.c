/* SPDX-License-Identifier: 0BSD
 * The Calculator over Mote's runtime. */
#include "calculator.h"

#include <string.h>

#include "calculator_model.h"
#include "model.h"
#include "mote.h"
#include "mote_checksum.h"
#include "mote_fixed.h"
#include "mote_platform.h"
#if MOTE_USE_FILLS
#define MOTE_ROW_NAN MOTE_MISSING_I16
#endif
#include "mote_row.h"

#if MODEL_RAW_FLOAT
typedef float sample_type;
#define run_row mote_run_f32
#define push_sample mote_push_f32
#else
typedef int16_t sample_type;
#define run_row mote_run_i16
#define push_sample mote_push_i16
#endif

static mote_net calculator_net;
static uint32_t calculator_arena[(MODEL_ARENA_BYTES + 3u) / 4u]; /* aligned to 4 bytes */
#if MODEL_KEEPS_ROW
static sample_type calculator_row[MODEL_INPUTS];
#endif
static float calculator_outputs[MODEL_OUTPUTS];
static const NeuralNet* calculator_owner; /* the one whose model is open; null: none */

static Err error_of(mote_status status) {
    switch (status) {
        case MOTE_OK:
            return ERR_NO_ERROR;
        case MOTE_ERROR_CHECKSUM:
            return ERR_CHECKSUM;
        case MOTE_ERROR_UNSUPPORTED:
            return ERR_FEATURE_NOT_SUPPORTED;
        case MOTE_ERROR_MEMORY:
            return ERR_NO_MEMORY;
        default:
            return ERR_BAD_FILE_FORMAT;
    }
}

/* The buffers have the sizes of the model that was exported; another one must not run over them. */
static uint8_t fits(void) {
    return mote_inputs(&calculator_net) == MODEL_INPUTS && mote_outputs(&calculator_net) == MODEL_OUTPUTS &&
           mote_raw_f32(&calculator_net) == MODEL_RAW_FLOAT;
}

/* A compiled model computes without its bytes, and mote_open does not read them. They are checked all the
 * same: where they have suffered, the code beside them may have too. */
static uint8_t damaged(const uint8_t* model) {
#if MOTE_COMPILED
    return mote_checksum(model, MODEL_BYTES - 2u) != MODEL_CHECKSUM ||
           mote_flash_u8(model + MODEL_BYTES - 2u) != (MODEL_CHECKSUM & 255u) ||
           mote_flash_u8(model + MODEL_BYTES - 1u) != MODEL_CHECKSUM >> 8;
#else
    (void)model;
    return 0;
#endif
}

Err CalculatorInit(NeuralNet* neuralNet, void* userData) {
    Err error;
    if (neuralNet == 0) return ERR_BAD_ARGUMENT;
    memset(neuralNet, 0, sizeof *neuralNet);
    neuralNet->userData = userData;
    calculator_owner = 0;
    error = CalculatorOnInit(neuralNet);
    if (error != ERR_NO_ERROR) {
        calculator_owner = 0; /* OnInit may refuse after loading */
        return error;
    }
    return calculator_owner == neuralNet ? ERR_NO_ERROR : ERR_BAD_ARGUMENT;
}

Err CalculatorLoadFromMemory(NeuralNet* neuralNet, const void* model, uint32_t size, uint8_t copy) {
    mote_status status;
    calculator_owner = 0;
    if (neuralNet == 0 || model == 0) return ERR_BAD_ARGUMENT;
    if (copy) return ERR_FEATURE_NOT_SUPPORTED;
    status = mote_open(&calculator_net, (const uint8_t*)model, size, (uint8_t*)calculator_arena,
                       (uint16_t)sizeof calculator_arena);
    if (status != MOTE_OK) return error_of(status);
    if (!fits()) return ERR_BAD_FILE_FORMAT;
    if (damaged((const uint8_t*)model)) return ERR_CHECKSUM;
    neuralNet->inputsDim = MODEL_INPUTS;
    neuralNet->outputsDim = MODEL_OUTPUTS;
    neuralNet->taskType = mote_task(&calculator_net);
    calculator_owner = neuralNet;
    return ERR_NO_ERROR;
}

static uint8_t ready(const NeuralNet* neuralNet) {
    return neuralNet != 0 && neuralNet == calculator_owner;
}

mote_net* calculator_model(const NeuralNet* neuralNet) {
    return ready(neuralNet) ? &calculator_net : 0;
}

static void begin(NeuralNet* neuralNet) {
    CalculatorOnInferenceStart(neuralNet);
    mote_begin(&calculator_net);
}

static float* finish(NeuralNet* neuralNet) {
    mote_answer(&calculator_net, calculator_outputs);
    CalculatorOnInferenceEnd(neuralNet);
    CalculatorOnInferenceResult(neuralNet, calculator_outputs);
    return calculator_outputs;
}

static void run_inputs(NeuralNet* neuralNet, const float* inputs) {
    uint16_t i;
    begin(neuralNet);
    for (i = 0; i < MODEL_INPUTS; ++i) (void)mote_push_f32(&calculator_net, inputs[i]);
}

float* CalculatorRunInference(NeuralNet* neuralNet, float* inputs) {
    if (!ready(neuralNet) || inputs == 0) return 0;
    run_inputs(neuralNet, inputs);
    return finish(neuralNet);
}

int16_t CalculatorRunClass(NeuralNet* neuralNet, const float* inputs) {
    int8_t answer;
    if (!ready(neuralNet) || inputs == 0) return -1;
    run_inputs(neuralNet, inputs);
    answer = mote_class(&calculator_net);
    CalculatorOnInferenceEnd(neuralNet);
    return answer;
}

int16_t CalculatorClass(const NeuralNet* neuralNet) {
    return ready(neuralNet) ? mote_class(&calculator_net) : -1;
}

void CalculatorBeginInputs(NeuralNet* neuralNet) {
    neuralNet->received = 0;
}

/* As mote_push_f32 would convert it. */
static sample_type to_sample(float value) {
#if MODEL_RAW_FLOAT
    return value;
#else
    return mote_row_i16(mote_f32_bits(value));
#endif
}

static sample_type sample_of(const uint8_t* bytes) {
#if MODEL_RAW_FLOAT
    float value;
#ifdef __AVR__ /* little-endian */
    memcpy(&value, bytes, sizeof value);
#else
    const uint32_t bits = (uint32_t)bytes[0] | ((uint32_t)bytes[1] << 8) | ((uint32_t)bytes[2] << 16) |
                          ((uint32_t)bytes[3] << 24);
    memcpy(&value, &bits, sizeof value);
#endif
    return value;
#else
    return mote_row_i16_of(bytes);
#endif
}

static sample_type word_of(const uint8_t* bytes) {
    return (sample_type)(int16_t)(uint16_t)(bytes[0] | (uint16_t)((uint16_t)bytes[1] << 8));
}

static sample_type small_of(uint8_t byte) {
    return (sample_type)(int8_t)byte;
}

static sample_type scaled_of(uint8_t byte) {
    return (sample_type)(int16_t)(uint16_t)((uint16_t)(int16_t)(int8_t)byte * MODEL_SAMPLE_SCALE);
}

#if MODEL_KEEPS_ROW

/* Where the next samples go; count becomes how many of them belong to the row. */
static sample_type* place_for(NeuralNet* neuralNet, uint8_t* count) {
    const uint16_t had = neuralNet->received;
    const uint16_t left = had < MODEL_INPUTS ? (uint16_t)(MODEL_INPUTS - had) : 0;
    neuralNet->received = had > 0xFFFFu - *count ? 0xFFFFu : (uint16_t)(had + *count);
    if (*count > left) *count = (uint8_t)left;
    return calculator_row + (left > 0 ? had : 0);
}

void CalculatorPutInput(NeuralNet* neuralNet, float value) {
    if (neuralNet->received < MODEL_INPUTS) calculator_row[neuralNet->received] = to_sample(value);
    if (neuralNet->received < 0xFFFFu) ++neuralNet->received;
}

void CalculatorPutBytes(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count) {
    sample_type* to = place_for(neuralNet, &count);
    for (; count > 0; --count) {
        *to++ = sample_of(bytes);
        bytes += 4;
    }
}

void CalculatorPutWords(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count) {
    sample_type* to = place_for(neuralNet, &count);
    for (; count > 0; --count) {
        *to++ = word_of(bytes);
        bytes += 2;
    }
}

void CalculatorPutSmall(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count, uint8_t scaled) {
    sample_type* to = place_for(neuralNet, &count);
    if (scaled) {
        for (; count > 0; --count) *to++ = scaled_of(*bytes++);
    } else {
        for (; count > 0; --count) *to++ = small_of(*bytes++);
    }
}

float* CalculatorRunBuffered(NeuralNet* neuralNet) {
    if (!ready(neuralNet) || neuralNet->received != MODEL_INPUTS) return 0;
    begin(neuralNet);
    run_row(&calculator_net, calculator_row);
    return finish(neuralNet);
}

#else

/* The model takes each sample as it comes. A row that is given up is forgotten when the next one begins. */
static void put(NeuralNet* neuralNet, sample_type sample) {
    if (ready(neuralNet) && neuralNet->received < MODEL_INPUTS) {
        if (neuralNet->received == 0) begin(neuralNet);
        (void)push_sample(&calculator_net, sample);
    }
    if (neuralNet->received < 0xFFFFu) ++neuralNet->received;
}

void CalculatorPutInput(NeuralNet* neuralNet, float value) {
    put(neuralNet, to_sample(value));
}

void CalculatorPutBytes(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count) {
    for (; count > 0; --count) {
        put(neuralNet, sample_of(bytes));
        bytes += 4;
    }
}

void CalculatorPutWords(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count) {
    for (; count > 0; --count) {
        put(neuralNet, word_of(bytes));
        bytes += 2;
    }
}

void CalculatorPutSmall(NeuralNet* neuralNet, const uint8_t* bytes, uint8_t count, uint8_t scaled) {
    for (; count > 0; --count) {
        put(neuralNet, scaled ? scaled_of(*bytes) : small_of(*bytes));
        ++bytes;
    }
}

float* CalculatorRunBuffered(NeuralNet* neuralNet) {
    if (!ready(neuralNet) || neuralNet->received != MODEL_INPUTS) return 0;
    neuralNet->received = 0xFFFFu; /* the row is used up */
    return finish(neuralNet);
}

#endif
