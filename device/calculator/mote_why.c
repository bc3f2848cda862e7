/* SPDX-License-Identifier: 0BSD */
#include "mote_why.h"

#include "calculator_model.h"
#include "model.h"
#include "mote_occlusion.h"
#include "mote_platform.h"

static const mote_segment why_segments[MODEL_SEGMENTS] MOTE_FLASH = MODEL_SEGMENT_LIST;

uint8_t mote_why(NeuralNet* neuralNet, const void* row, mote_contribution* out, uint8_t most) {
    const mote_segments all = {why_segments, MODEL_SEGMENTS, MODEL_SEGMENT_STRIDE};
    mote_net* const net = calculator_model(neuralNet);
    if (net == 0 || row == 0 || out == 0) return 0;
    return mote_find_contributions(net, (const mote_sample*)row, &all, out, most);
}
