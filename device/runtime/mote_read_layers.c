/* SPDX-License-Identifier: 0BSD
 * Reading and checking the content of layers. What each kind reads stands beside its kernel, in mote_kernels.inc. */
#include "mote_proportions.h"
#include "mote_reader.h"
#include "mote_signal.h"

#if MOTE_USE_CONV || MOTE_USE_DENSE
static uint32_t weight_bytes(uint8_t code, uint32_t count) {
    switch (code) {
        case MOTE_WEIGHT_4:
            return (count + 1u) / 2u;
        case MOTE_WEIGHT_TERNARY:
            return (count + 3u) / 4u;
        case MOTE_WEIGHT_16:
            return count * 2u;
        case MOTE_WEIGHT_F32:
            return count * 4u;
        default:
            return count;
    }
}

static mote_status check_weight_code(const mote_net* net, uint8_t code) {
    const uint8_t activation = (uint8_t)mote_activation(net);
    if (activation == MOTE_ACTIVATION_F32) return code == MOTE_WEIGHT_F32 ? MOTE_OK : MOTE_ERROR_MALFORMED;
    if (code > MOTE_WEIGHT_16) return MOTE_ERROR_MALFORMED;
    if (code == MOTE_WEIGHT_16 && activation != MOTE_ACTIVATION_I16) return MOTE_ERROR_MALFORMED;
#if !MOTE_USE_PACKED
    if (code == MOTE_WEIGHT_4 || code == MOTE_WEIGHT_TERNARY) return MOTE_ERROR_UNSUPPORTED;
#endif
    return MOTE_OK;
}

/* Weights and biases of a conv or dense layer with `count` weights. */
static mote_status read_numbers(mote_reader* r, mote_net* net, mote_layer* layer, uint32_t count) {
    const uint8_t code = layer->flags & MOTE_WEIGHT_CODE;
    const mote_status status = check_weight_code(net, code);
    if (status != MOTE_OK) return status;
    if (layer->outputs == 0 || layer->shift > 31u || layer->bias_shift > 24u) return MOTE_ERROR_MALFORMED;
    if (count > 0x20000ul) return MOTE_ERROR_MALFORMED;
    layer->weights = mote_skip(r, weight_bytes(code, count));
    layer->biases = mote_skip(r, (uint32_t)layer->outputs * mote_activation_bytes(net));
    return MOTE_OK;
}
#endif

#include "mote_kernels.inc"

/* What every kind that ends a model has in common: its one function reads its bits, and says how large its state is. */
#define READ_END(name)                                     \
    if (layer->steps != 1) return MOTE_ERROR_MALFORMED;    \
    layer->outputs = net->score_count;                     \
    layer->weights = r->at;                                \
    r->at = mote_##name(net, layer, 0, 0);                 \
    if (r->at == 0) return MOTE_ERROR_MALFORMED;           \
    layer->state = mote_take_arena(net, layer->biases, r); \
    return MOTE_OK;

#define REFUSED(takes, activation) (!(takes) && mote_activation(net) == (activation))

#define READ(code_, NAME, name, Type, ends, scores, sums, i8, i16, f32)                   \
    MOTE_IF(MOTE_USE_##NAME, case MOTE_LAYER_##NAME                                       \
            : if (REFUSED(i8, MOTE_ACTIVATION_I8) || REFUSED(i16, MOTE_ACTIVATION_I16) || \
                  REFUSED(f32, MOTE_ACTIVATION_F32)) return MOTE_ERROR_MALFORMED;         \
            MOTE_CHOOSE(ends, READ_END(name), return read_##name(r, net, layer);))

mote_status mote_read_layer(mote_reader* r, mote_net* net, mote_layer* layer) {
    switch (layer->code) {
        MOTE_LAYERS(READ)
        default:
            return MOTE_ERROR_UNSUPPORTED;
    }
}
