/* SPDX-License-Identifier: 0BSD
 * The kernels of a proportions layer: 9 taps, of which three (numbers 0 to 83) or two (84 to 119) stand
 * out. With s the sum of all taps, a kernel gives 3 (a + b + c) - s, or (9 (a + b) - 2 s) >> 1: weights that
 * sum to zero (Dempster, Schmidt, Webb 2021, "MiniRocket", and its pairs).
 *
 * The kernels of a differences layer, in bytes, every sum modulo 256: x[0] - x[k] (numbers 0 to 7, k from 1),
 * 2 x[b] - x[0] - x[c] (8 to 35, b < c), and with b < c < d <= 5 x[0] + x[b] - x[c] - x[d],
 * x[0] + x[c] - x[b] - x[d], x[0] + x[d] - x[b] - x[c] (36 to 65). They are few instructions on a chip. */
#ifndef MOTE_PROPORTIONS_H
#define MOTE_PROPORTIONS_H

#include <stdint.h>

#define MOTE_KERNEL_TRIPLES 84u
#define MOTE_KERNEL_COUNT 120u
#define MOTE_DIFFERENCE_COUNT 66u
#define MOTE_DIFFERENCE_NONE 9u /* a tap that is always 0 */
#define MOTE_KERNEL_REACH 8u    /* dilations from the newest tap to the oldest */

#ifdef __cplusplus
extern "C" {
#endif

/* Two bytes a kernel, in flash: taps a + 16 b (0 is the newest sample), then c. Ascending. */
extern const uint8_t mote_kernel_taps[MOTE_KERNEL_COUNT * 2u];

/* Two bytes a kernel, in flash: taps added, a + 16 b, then taps subtracted. */
extern const uint8_t mote_difference_taps[MOTE_DIFFERENCE_COUNT * 2u];

#ifdef __cplusplus
}
#endif

#endif
