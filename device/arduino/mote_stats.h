/* SPDX-License-Identifier: 0BSD
 * Time of an inference: smallest, largest, and the mean over the last 10, in CPU cycles. */
#ifndef MOTE_STATS_H
#define MOTE_STATS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MOTE_STATS_WINDOW 10

typedef struct mote_stats {
    uint32_t last[MOTE_STATS_WINDOW];
    uint32_t min_cycles, max_cycles; /* 0 before the first inference */
    uint8_t next, filled;
} mote_stats;

void mote_stats_reset(mote_stats* stats);
void mote_stats_add(mote_stats* stats, uint32_t cycles);
/* Where user_app.c puts the time of each inference; requests 1 and 2 reset it. */
mote_stats* mote_app_stats(void);

float mote_stats_mean(const mote_stats* stats); /* cycles; 0 before the first inference */

#ifdef __cplusplus
}
#endif
#endif
