/* SPDX-License-Identifier: 0BSD
 * Reading and checking the content of each kind of layer. */
#include "mote_proportions.h"
#include "mote_reader.h"

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

#if MOTE_USE_CONV
static mote_status read_conv(mote_reader* r, mote_net* net, mote_layer* layer) {
    uint32_t inputs = layer->channels;
    mote_status status;
    layer->outputs = mote_read_u8(r);
    layer->kernel = mote_read_u8(r);
    layer->stride = mote_read_u8(r);
    layer->flags = mote_read_u8(r);
    layer->shift = mote_read_u8(r);
    layer->bias_shift = mote_read_u8(r);
    if ((layer->flags & ~(MOTE_WEIGHT_CODE | MOTE_LAYER_RELU | MOTE_LAYER_DEPTHWISE)) != 0)
        return MOTE_ERROR_MALFORMED;
    if (layer->kernel == 0 || layer->stride == 0 || layer->stride > layer->kernel)
        return MOTE_ERROR_MALFORMED;
    if (layer->kernel > layer->steps) return MOTE_ERROR_MALFORMED;
    if (layer->flags & MOTE_LAYER_DEPTHWISE) {
        if (layer->outputs % layer->channels != 0) return MOTE_ERROR_MALFORMED;
        inputs = 1;
    }
    status = read_numbers(r, net, layer, inputs * layer->outputs * layer->kernel);
    layer->state =
        mote_take_arena(net, (uint32_t)layer->kernel * layer->channels * mote_activation_bytes(net), r);
    layer->output = mote_take_arena(net, (uint32_t)layer->outputs * mote_activation_bytes(net), r);
    return status;
}
#endif

#if MOTE_USE_DENSE
static mote_status read_dense(mote_reader* r, mote_net* net, mote_layer* layer) {
    mote_status status;
    layer->outputs = mote_read_u8(r);
    layer->flags = mote_read_u8(r);
    layer->shift = mote_read_u8(r);
    layer->bias_shift = mote_read_u8(r);
    if ((layer->flags & ~(MOTE_WEIGHT_CODE | MOTE_LAYER_RELU)) != 0) return MOTE_ERROR_MALFORMED;
    status = read_numbers(r, net, layer, (uint32_t)layer->steps * layer->channels * layer->outputs);
    layer->state = mote_take_arena(net, (uint32_t)layer->outputs * 4u, r);
    layer->output = mote_take_arena(net, (uint32_t)layer->outputs * mote_activation_bytes(net), r);
    return status;
}
#endif

#if MOTE_USE_POOL
static mote_status read_pool(mote_reader* r, mote_net* net, mote_layer* layer) {
    layer->flags = mote_read_u8(r);
    layer->shift = mote_read_u8(r);
    if ((layer->flags & ~MOTE_POOL_MAX) != 0 || layer->shift > 31u || layer->channels > 255u)
        return MOTE_ERROR_MALFORMED;
    layer->outputs = (uint8_t)layer->channels;
    layer->state = mote_take_arena(net, (uint32_t)layer->outputs * 4u, r);
    layer->output = mote_take_arena(net, (uint32_t)layer->outputs * mote_activation_bytes(net), r);
    return MOTE_OK;
}
#endif

#if MOTE_USE_COUNTS
/* A block: dilation, axis, part of the row, kernels with their thresholds. Gives its head; counts features.
 */
static uint8_t read_block(mote_reader* r, const mote_layer* layer, uint16_t* features, uint8_t* widest) {
    const uint8_t head = mote_read_u8(r);
    const uint8_t dilation = (uint8_t)((head & MOTE_PROPORTIONS_DILATION) + 1u);
    const uint8_t kernels = layer->code == MOTE_LAYER_DIFFERENCES ? MOTE_DIFFERENCE_COUNT : MOTE_KERNEL_COUNT;
    uint8_t kernel;
    uint8_t threshold;
    if (dilation > *widest) *widest = dilation;
    if (layer->channels > 1u && mote_read_u8(r) >= layer->channels) r->bad = 1;
    if (head & MOTE_PROPORTIONS_PART) {
        const uint8_t parts = mote_read_u8(r);
        if (parts >> 4 > (parts & 15u)) r->bad = 1;
    }
    do {
        kernel = mote_read_u8(r);
        if ((kernel & 127u) >= kernels) r->bad = 1;
        do {
            threshold = mote_read_u8(r);
            if (++*features > 255u) r->bad = 1;
        } while ((threshold & MOTE_PROPORTIONS_LAST) == 0 && !r->bad);
    } while ((kernel & MOTE_PROPORTIONS_LAST) == 0 && !r->bad);
    return head;
}

static mote_status read_proportions(mote_reader* r, mote_net* net, mote_layer* layer) {
    const uint8_t options = mote_read_u8(r);
    uint16_t features = 0;
    uint8_t widest = 0;
    uint32_t ring;
    if (mote_activation(net) == MOTE_ACTIVATION_F32) return MOTE_ERROR_MALFORMED;
    if (layer->code == MOTE_LAYER_DIFFERENCES &&
        (mote_activation(net) != MOTE_ACTIVATION_I8 || (options & MOTE_PROPORTIONS_SHIFT) > 1u))
        return MOTE_ERROR_MALFORMED;
    layer->shift = options & MOTE_PROPORTIONS_SHIFT;
    layer->flags = options & MOTE_PROPORTIONS_PADDED;
    layer->stride = (uint8_t)(1u << (options >> MOTE_PROPORTIONS_STRIDE));
    layer->weights = r->at;
    while ((read_block(r, layer, &features, &widest) & MOTE_PROPORTIONS_MORE) != 0 && !r->bad) {
    }
    if (r->bad || (uint16_t)(MOTE_KERNEL_REACH * widest) >= layer->steps) return MOTE_ERROR_MALFORMED;
    /* an int8 counts 255 positions */
    if (mote_activation(net) == MOTE_ACTIVATION_I8 && (layer->steps - 1u) / layer->stride >= 255u)
        return MOTE_ERROR_MALFORMED;
    ring = (uint32_t)(MOTE_KERNEL_REACH * widest + 1u) * layer->channels;
    if (ring > 0x7FFFu) return MOTE_ERROR_MALFORMED;
    layer->outputs = (uint8_t)features;
    layer->biases = (uint16_t)ring;
    layer->state = mote_take_arena(net, 4u + ring * mote_activation_bytes(net), r);
    layer->output = mote_take_arena(net, (uint32_t)layer->outputs * mote_activation_bytes(net), r);
    return MOTE_OK;
}
#endif

#if MOTE_USE_TREES
/* Whole rows come in as one step, scores go out: always the last layer. */
static mote_status read_trees(mote_reader* r, mote_net* net, mote_layer* layer) {
    uint16_t end;
    if (mote_activation(net) == MOTE_ACTIVATION_F32 || layer->steps != 1) return MOTE_ERROR_MALFORMED;
    layer->outputs = net->score_count;
    layer->weights = r->at;
    end = mote_trees(net, layer, 0, 0);
    if (end == 0) return MOTE_ERROR_MALFORMED;
    r->at = end;
    layer->state = mote_take_arena(net, layer->biases, r);
    return MOTE_OK;
}
#endif

#if MOTE_USE_SPARSE
static mote_status read_sparse(mote_reader* r, mote_net* net, mote_layer* layer) {
    if (mote_activation(net) != MOTE_ACTIVATION_I16 || layer->steps != 1) return MOTE_ERROR_MALFORMED;
    layer->outputs = net->score_count;
    layer->weights = r->at;
    r->at = mote_sparse(net, layer, 0);
    if (r->at == 0) return MOTE_ERROR_MALFORMED;
    layer->state = mote_take_arena(net, layer->biases, r);
    return MOTE_OK;
}
#endif

mote_status mote_read_layer(mote_reader* r, mote_net* net, mote_layer* layer) {
    switch (layer->code) {
#if MOTE_USE_CONV
        case MOTE_LAYER_CONV:
            return read_conv(r, net, layer);
#endif
#if MOTE_USE_DENSE
        case MOTE_LAYER_DENSE:
            return read_dense(r, net, layer);
#endif
#if MOTE_USE_POOL
        case MOTE_LAYER_POOL:
            return read_pool(r, net, layer);
#endif
#if MOTE_USE_PROPORTIONS
        case MOTE_LAYER_PROPORTIONS:
            return read_proportions(r, net, layer);
#endif
#if MOTE_USE_DIFFERENCES
        case MOTE_LAYER_DIFFERENCES:
            return read_proportions(r, net, layer);
#endif
#if MOTE_USE_TREES
        case MOTE_LAYER_TREES:
            return read_trees(r, net, layer);
#endif
#if MOTE_USE_SPARSE
        case MOTE_LAYER_SPARSE:
            return read_sparse(r, net, layer);
#endif
        default:
            return MOTE_ERROR_UNSUPPORTED;
    }
}
