/* The model of the tests: fake_calculator.c looks at its first byte only. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#define MODEL_KEEPS_ROW 1
#define MODEL_SAMPLE_SCALE 4
#define MODEL_SAMPLE_DOWN 1
extern const uint8_t model_bin[];
extern const uint32_t model_bin_len;
#ifdef __cplusplus
}
#endif
#endif
