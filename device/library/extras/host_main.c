/* SPDX-License-Identifier: 0BSD
 * The model on a computer: numbers in, answers out, one line a row.
 *
 *     answer 0.5 1 -3        one row from the arguments
 *     answer < rows.txt      rows from standard input; numbers apart by commas, semicolons or white space */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calculator.h"
#include "model.h"

#define LONGEST 63

static NeuralNet net;
static float inputs[MODEL_INPUTS];
static uint16_t filled;

static void answer(void) {
    const float* result = CalculatorRunInference(&net, inputs);
    uint16_t k;
    for (k = 0; k < net.outputsDim; ++k) printf(k ? " %.9g" : "%.9g", (double)result[k]);
    printf("\n");
    filled = 0;
}

static int take(const char* word) {
    char* end;
    inputs[filled] = strtof(word, &end);
    if (end == word || *end != '\0' || strlen(word) >= LONGEST) {
        fprintf(stderr, "error: not a number: %s\n", word);
        return 0;
    }
    if (++filled == MODEL_INPUTS) answer();
    return 1;
}

static int take_input(void) {
    char word[64];
    while (scanf("%*[ \t\r\n,;]") != EOF && scanf("%63[^ \t\r\n,;]", word) == 1)
        if (!take(word)) return 0;
    return 1;
}

int main(int count, char** words) {
    int i;
    if (CalculatorInit(&net, 0) != ERR_NO_ERROR) {
        fprintf(stderr, "error: the model is damaged\n");
        return 1;
    }
    for (i = 1; i < count; ++i)
        if (!take(words[i])) return 1;
    if (count == 1 && !take_input()) return 1;
    if (filled == 0) return 0;
    fprintf(stderr, "error: the last row has %u of %u samples\n", (unsigned)filled, (unsigned)MODEL_INPUTS);
    return 1;
}
