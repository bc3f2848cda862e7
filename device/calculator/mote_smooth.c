/* SPDX-License-Identifier: 0BSD
 * Votes and a hold over answers (mote_smooth.h). */
#include "mote_smooth.h"

void mote_smooth_begin(mote_smooth_state* state) {
    state->at = 0;
    state->known = 0;
    state->held = 0;
    state->answer = -1;
}

static uint8_t votes_for(const mote_smooth_state* state, int8_t answer) {
    uint8_t k, count = 0;
    for (k = 0; k < state->known; ++k) count = (uint8_t)(count + (state->last[k] == answer));
    return count;
}

int8_t mote_smooth_push(mote_smooth_state* state, uint8_t votes, uint8_t of, uint8_t hold, int8_t answer) {
    uint8_t k;
    state->last[state->at] = answer;
    state->at = (uint8_t)(state->at + 1u < of ? state->at + 1u : 0u);
    if (state->known < of) ++state->known;
    if (state->held > 0) --state->held;
    if (state->held > 0) return state->answer;
    /* What won while another was held is taken now. */
    for (k = 0; k < state->known; ++k) {
        const int8_t candidate = state->last[k];
        if (candidate == state->answer || votes_for(state, candidate) < votes) continue;
        state->answer = candidate;
        state->held = hold;
        break;
    }
    return state->answer;
}
