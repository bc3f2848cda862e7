/* SPDX-License-Identifier: 0BSD
 * Which inputs spoke for an answer, by occlusion (Zeiler and Fergus 2014, section 4.2): the row is answered again with
 * one segment of it set to what is usual there, and what the answer loses is the segment's contribution. It holds for
 * every kind of integer model, asks nothing of how the model is built, and takes segments + 2 inferences.
 *
 * A program that does not call it takes no flash for it. */
#ifndef MOTE_OCCLUSION_H
#define MOTE_OCCLUSION_H

#include "mote.h"
#include "mote_contribution.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A sample as the model takes it; where a build takes both kinds, as on the host, a float, of whole numbers for int16. */
#if MOTE_USE_RAW_F32
typedef float mote_sample;
#else
typedef int16_t mote_sample;
#endif

/* The samples first, first + stride, ..., so many of them. */
typedef struct {
    uint16_t first;
    uint16_t count;
    mote_sample baseline; /* what they are set to */
} mote_segment;

/* All segments of a row. */
typedef struct {
    const mote_segment* segments; /* in flash */
    uint16_t count;
    uint16_t stride; /* axes of a series: neighbours in time of one axis */
} mote_segments;

/* The strongest contributions of a row of mote_inputs(net) samples to its nearest class or value, the largest magnitude
 * first, of equals the first segment; without those that are 0. At most `most`; gives how many. Not between the samples
 * of another row; afterwards the answer is again that of the row. 0 for a float model. */
uint8_t mote_find_contributions(mote_net* net, const mote_sample* row, const mote_segments* of,
                                mote_contribution* out, uint8_t most);

#ifdef __cplusplus
}
#endif

#endif
