/* SPDX-License-Identifier: 0BSD
 * What an answer owes a segment of its row (mote_occlusion.h). The same for all models of a program. */
#ifndef MOTE_CONTRIBUTION_H
#define MOTE_CONTRIBUTION_H

#include <stdint.h>

/* margin: in units of the score, 2^mote_score_exponent nats, or of the target; two classes: of the score, towards the
 * answered class; more: of the lead over the class that comes second; a value: of the value. Above 0: the segment spoke for
 * the answer, or raised the value. Modulo 2^32. */
typedef struct {
    uint16_t segment;
    int32_t margin;
} mote_contribution;

#endif
