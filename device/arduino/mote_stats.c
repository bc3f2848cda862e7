/* SPDX-License-Identifier: 0BSD */
#include "mote_stats.h"

#include <string.h>

static mote_stats of_the_app;

mote_stats* mote_app_stats(void) {
    return &of_the_app;
}

void mote_stats_reset(mote_stats* stats) {
    memset(stats, 0, sizeof *stats);
}

void mote_stats_add(mote_stats* stats, uint32_t cycles) {
    if (stats->filled == 0 || cycles < stats->min_cycles) stats->min_cycles = cycles;
    if (cycles > stats->max_cycles) stats->max_cycles = cycles;
    stats->last[stats->next] = cycles;
    stats->next = (uint8_t)((stats->next + 1) % MOTE_STATS_WINDOW);
    if (stats->filled < MOTE_STATS_WINDOW) ++stats->filled;
}

float mote_stats_mean(const mote_stats* stats) {
    float sum = 0.0f;
    uint8_t i;
    if (stats->filled == 0) return 0.0f;
    for (i = 0; i < stats->filled; ++i) sum += (float)stats->last[i];
    return sum / (float)stats->filled;
}
