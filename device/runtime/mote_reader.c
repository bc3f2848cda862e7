/* SPDX-License-Identifier: 0BSD
 * Opening a model: every byte is checked here, so that the kernels may trust what they read. */
#include "mote_reader.h"

#include "mote_checksum.h"

uint8_t mote_read_u8(mote_reader* r) {
    if (r->at >= r->end) {
        r->bad = 1;
        return 0;
    }
    return mote_flash_u8(r->model + r->at++);
}

static uint32_t read_varint(mote_reader* r) {
    uint32_t value = 0;
    uint8_t shift;
    for (shift = 0; shift < 35u; shift = (uint8_t)(shift + 7u)) {
        const uint8_t byte = mote_read_u8(r);
        value |= (uint32_t)(byte & 0x7Fu) << shift;
        if ((byte & 0x80u) == 0) return value;
    }
    r->bad = 1;
    return 0;
}

static uint32_t read_u32(mote_reader* r) {
    uint32_t value = mote_read_u8(r);
    value |= (uint32_t)mote_read_u8(r) << 8;
    value |= (uint32_t)mote_read_u8(r) << 16;
    return value | (uint32_t)mote_read_u8(r) << 24;
}

uint16_t mote_skip(mote_reader* r, uint32_t bytes) {
    const uint16_t from = r->at;
    if (bytes > (uint32_t)(r->end - r->at)) {
        r->bad = 1;
        return from;
    }
    r->at = (uint16_t)(r->at + bytes);
    return from;
}

uint16_t mote_take_arena(mote_net* net, uint32_t bytes, mote_reader* r) {
    const uint32_t from = net->arena_bytes;
    const uint32_t to = from + ((bytes + 3u) & ~(uint32_t)3u);
    if (bytes > 0xFFFCu || to > 0xFFFCu) {
        r->bad = 1;
        return 0;
    }
    net->arena_bytes = (uint16_t)to;
    return (uint16_t)from;
}

uint8_t mote_activation_bytes(const mote_net* net) {
    return (uint8_t)(1u << mote_activation(net));
}

/* Only a convolution has a kernel, and gives more than one step. */
static uint16_t steps_out(const mote_layer* layer) {
    if (layer->kernel == 0) return 1;
    return (uint16_t)((uint16_t)(layer->steps - layer->kernel) / layer->stride + 1u);
}

/* Values of a time step that enter the first layer. */
static uint16_t entering(const mote_net* net) {
#if MOTE_USE_COMPACT
    if (net->flags & MOTE_FLAG_COMPACT) return net->used;
#endif
    return net->axes;
}

#define SCORES(number, NAME, name, Type, ends, scores, ...) || (scores && code == MOTE_LAYER_##NAME)
static uint8_t scores_leave(uint8_t code) {
    return 0 MOTE_LAYERS(SCORES);
}

#define ENDS(number, NAME, name, Type, ends, ...) || (ends && code == MOTE_LAYER_##NAME)
static uint8_t is_end(uint8_t code) {
    return 0 MOTE_LAYERS(ENDS);
}

static mote_status read_layers(mote_reader* r, mote_net* net) {
    uint16_t steps = net->steps;
    uint16_t channels = entering(net);
    for (net->layer_count = 0;; ++net->layer_count) {
        mote_layer* layer;
        mote_status status;
        const uint8_t code = mote_read_u8(r);
        if (r->bad) return MOTE_ERROR_MALFORMED;
        if (code == MOTE_LAYER_END) break;
        if (net->layer_count >= MOTE_MAX_LAYERS) return MOTE_ERROR_UNSUPPORTED;
        if (net->layer_count > 0 && is_end(net->layers[net->layer_count - 1].code))
            return MOTE_ERROR_MALFORMED;
        layer = &net->layers[net->layer_count];
        memset(layer, 0, sizeof *layer);
        layer->code = code;
        layer->steps = steps;
        layer->channels = channels;
        status = mote_read_layer(r, net, layer);
        if (status != MOTE_OK) return status;
        if (r->bad) return MOTE_ERROR_MALFORMED;
        steps = steps_out(layer);
        channels = layer->outputs;
    }
    if (net->layer_count == 0 || steps != 1 || channels != net->score_count) return MOTE_ERROR_MALFORMED;
    /* scores leave a layer that accumulates in 32 bits */
    return scores_leave(net->layers[net->layer_count - 1].code) ? MOTE_OK : MOTE_ERROR_MALFORMED;
}

#if MOTE_USE_COMPACT
/* int8 base exponent; u8: width of what is added to it an axis, below 4 bits of Rice parameter; u16 number
 * of used axes; then for each, packed: how many unused axes lie before it, in Rice code, and its addition. */
static void read_axes(mote_reader* r, mote_net* net) {
    const int8_t base = (int8_t)mote_read_u8(r);
    const uint8_t widths = mote_read_u8(r);
    uint32_t axis = 0;
    uint16_t i;
    mote_bits bits;
    net->used = mote_read_u8(r);
    net->used = (uint16_t)(net->used | (uint16_t)((uint16_t)mote_read_u8(r) << 8));
    if (mote_activation(net) == MOTE_ACTIVATION_F32 || (net->flags & MOTE_FLAG_PER_AXIS)) r->bad = 1;
    if (net->used == 0 || base < -MOTE_MAX_EXPONENT || base > MOTE_MAX_EXPONENT || (widths & 15u) > 8u)
        r->bad = 1;
    mote_bits_begin(&bits, r->model, r->at, r->end);
    for (i = 0; i < net->used && !r->bad; ++i) {
        while (mote_bits_take(&bits, 1) != 0 && axis < net->axes) axis += (uint32_t)1u << (widths >> 4);
        axis += (uint32_t)mote_bits_take(&bits, widths >> 4) + 1u;
        if ((int16_t)(base + (int16_t)mote_bits_take(&bits, widths & 15u)) > MOTE_MAX_EXPONENT) r->bad = 1;
        if (bits.bad || axis > net->axes) r->bad = 1;
    }
    r->at = bits.at;
}
#endif

static void read_encoder(mote_reader* r, mote_net* net) {
    uint16_t entries = (net->flags & MOTE_FLAG_PER_AXIS) ? net->axes : 1;
    net->encoder = r->at;
#if MOTE_USE_COMPACT
    if (net->flags & MOTE_FLAG_COMPACT) {
        read_axes(r, net);
        return;
    }
#endif
    while (entries-- > 0 && !r->bad) {
        if (mote_activation(net) == MOTE_ACTIVATION_F32) {
            mote_skip(r, 8);
        } else {
            const int8_t exponent = (int8_t)mote_read_u8(r);
            if (exponent < -MOTE_MAX_EXPONENT || exponent > MOTE_MAX_EXPONENT) r->bad = 1;
            if (read_varint(r) > 0x7FFFFFFEul) r->bad = 1;
        }
    }
}

static uint8_t supported(const mote_net* net) {
    switch (mote_activation(net)) {
        case MOTE_ACTIVATION_I8:
            return MOTE_USE_I8;
        case MOTE_ACTIVATION_I16:
            return MOTE_USE_I16;
        case MOTE_ACTIVATION_F32:
            return MOTE_USE_F32;
        default:
            return 0;
    }
}

static mote_status read_header(mote_reader* r, mote_net* net) {
    uint32_t steps;
    uint32_t axes;
    net->flags = mote_read_u8(r);
    steps = read_varint(r);
    axes = read_varint(r);
    net->score_count = mote_read_u8(r);
    net->score_exponent = (int8_t)mote_read_u8(r);
    net->score_offset = mote_task(net) == MOTE_TASK_REGRESSION ? (int32_t)read_u32(r) : 0;
    if (r->bad || mote_task(net) > MOTE_TASK_REGRESSION) return MOTE_ERROR_MALFORMED;
    if (mote_activation(net) > MOTE_ACTIVATION_F32) return MOTE_ERROR_MALFORMED;
    if (!supported(net)) return MOTE_ERROR_UNSUPPORTED;
#if !MOTE_USE_COMPACT
    if (net->flags & MOTE_FLAG_COMPACT) return MOTE_ERROR_UNSUPPORTED;
#endif
    if (mote_raw_f32(net) ? !MOTE_USE_RAW_F32 : !MOTE_USE_RAW_I16) return MOTE_ERROR_UNSUPPORTED;
    if (steps == 0 || axes == 0 || steps > MOTE_MAX_INPUTS || axes > MOTE_MAX_INPUTS ||
        steps * axes > MOTE_MAX_INPUTS)
        return MOTE_ERROR_MALFORMED;
    if (net->score_count == 0 || net->score_count > MOTE_MAX_SCORES) return MOTE_ERROR_MALFORMED;
    if (mote_task(net) == MOTE_TASK_MULTICLASS ? net->score_count < 2 : net->score_count != 1)
        return MOTE_ERROR_MALFORMED;
    net->steps = (uint16_t)steps;
    net->axes = (uint16_t)axes;
    return MOTE_OK;
}

#define KNOWN_KINDS                                                                                 \
    ((MOTE_USE_DECISION ? MOTE_DECISION_CLASS : 0u) | (MOTE_USE_SLOPE ? MOTE_DECISION_SLOPE : 0u) | \
     (MOTE_USE_FILLS ? MOTE_DECISION_FILLS : 0u))

#if MOTE_USE_DECISION
/* The numbers by which scores become a class. */
static mote_status read_thresholds(mote_reader* r, const mote_net* net, uint8_t kinds) {
    if (MOTE_USE_DECISION != (mote_task(net) == MOTE_TASK_BINARY ? 2 : 3) && MOTE_USE_DECISION != 1)
        return MOTE_ERROR_UNSUPPORTED;
    if (mote_task(net) == MOTE_TASK_BINARY) {
        if (!(kinds & MOTE_DECISION_THRESHOLD) || read_varint(r) > 0x7FFFFFFEul) return MOTE_ERROR_MALFORMED;
    } else if (kinds & MOTE_DECISION_THRESHOLD) {
        if (mote_read_u8(r) > MOTE_MAX_PENALTY_SHIFT) return MOTE_ERROR_MALFORMED;
        (void)mote_skip(r, net->score_count);
    }
    if (kinds & MOTE_DECISION_NOT_SURE) {
        const uint32_t band = read_varint(r);
        if (band == 0 || band >= MOTE_DECISION_LIMIT) return MOTE_ERROR_MALFORMED;
    }
    return MOTE_OK;
}
#endif

#if MOTE_USE_SLOPE
/* i8 exponent, u8 fraction, not 0. */
static mote_status read_slope(mote_reader* r, mote_net* net) {
    int8_t exponent;
    net->slope = r->at;
    exponent = (int8_t)mote_read_u8(r);
    if (exponent < -MOTE_MAX_SLOPE_EXPONENT || exponent > MOTE_MAX_SLOPE_EXPONENT || mote_read_u8(r) == 0)
        return MOTE_ERROR_MALFORMED;
    return MOTE_OK;
}
#endif

#if MOTE_USE_FILLS
/* The number of values, then the entries that mote_fill_of reads. */
static mote_status read_fills(mote_reader* r, mote_net* net) {
    const uint32_t count = read_varint(r);
    const uint8_t bytes = mote_raw_f32(net) ? 4 : 2;
    uint16_t input = 0;
    if (count == 0 || count > mote_inputs(net)) return MOTE_ERROR_MALFORMED;
    net->fills = r->at;
    net->fill_count = (uint16_t)count;
    while (net->fill_count > 0 && !r->bad) {
        const uint8_t gap = mote_read_u8(r);
        input = (uint16_t)(input + gap);
        if (input >= mote_inputs(net)) return MOTE_ERROR_MALFORMED;
        if (gap == MOTE_FILL_PASS) continue;
        (void)mote_skip(r, bytes);
        ++input;
        --net->fill_count;
    }
    net->fill_count = (uint16_t)count;
    return MOTE_OK;
}
#endif

/* What follows the layers: a decision of the model's own, a slope, fills. */
static mote_status read_decision(mote_reader* r, mote_net* net) {
    const uint16_t at = r->at;
    uint8_t kinds;
    if (!(net->flags & MOTE_FLAG_DECISION)) return MOTE_OK;
    if (KNOWN_KINDS == 0) return MOTE_ERROR_UNSUPPORTED;
    kinds = mote_read_u8(r);
    if (kinds == 0) return MOTE_ERROR_MALFORMED;
    if (mote_task(net) == MOTE_TASK_REGRESSION && kinds != MOTE_DECISION_FILLS) return MOTE_ERROR_MALFORMED;
    if (kinds & (uint8_t)~KNOWN_KINDS)
        return KNOWN_KINDS == MOTE_DECISION_KINDS ? MOTE_ERROR_MALFORMED : MOTE_ERROR_UNSUPPORTED;
    (void)at;
#if MOTE_USE_DECISION
    if (kinds & MOTE_DECISION_CLASS) {
        mote_status status;
        net->decision = at;
        status = read_thresholds(r, net, kinds);
        if (status != MOTE_OK) return status;
    }
#endif
#if MOTE_USE_SLOPE
    if (kinds & MOTE_DECISION_SLOPE) {
        const mote_status status = read_slope(r, net);
        if (status != MOTE_OK) return status;
    }
#endif
#if MOTE_USE_FILLS
    if (kinds & MOTE_DECISION_FILLS) {
        const mote_status status = read_fills(r, net);
        if (status != MOTE_OK) return status;
    }
#endif
    return r->bad ? MOTE_ERROR_MALFORMED : MOTE_OK;
}

static mote_status check_frame(const uint8_t* model, uint32_t size, mote_reader* r) {
    uint16_t length;
    if (model == 0 || size < MOTE_MODEL_HEADER_BYTES + 2u || size > 0xFFFFul) return MOTE_ERROR_SIZE;
    if (mote_flash_u8(model) != MOTE_MAGIC) return MOTE_ERROR_MAGIC;
    if (mote_flash_u8(model + 1) != MOTE_FORMAT_VERSION) return MOTE_ERROR_VERSION;
    length = (uint16_t)(mote_flash_u8(model + 2) | (uint16_t)((uint16_t)mote_flash_u8(model + 3) << 8));
    if (length != size) return MOTE_ERROR_SIZE;
    r->model = model;
    r->at = 4;
    r->end = (uint16_t)(length - 2u);
    r->bad = 0;
    if (mote_checksum(model, r->end) !=
        (uint16_t)(mote_flash_u8(model + r->end) |
                   (uint16_t)((uint16_t)mote_flash_u8(model + r->end + 1) << 8)))
        return MOTE_ERROR_CHECKSUM;
    return MOTE_OK;
}

mote_status mote_open(mote_net* net, const uint8_t* model, uint32_t size, uint8_t* arena,
                      uint16_t arena_bytes) {
    mote_reader r;
    mote_status status = check_frame(model, size, &r);
    if (status != MOTE_OK) return status;
    memset(net, 0, sizeof *net);
    net->model = model;
    net->end = r.end;
    status = read_header(&r, net);
    if (status != MOTE_OK) return status;
    read_encoder(&r, net);
    if (r.bad) return MOTE_ERROR_MALFORMED;
    net->frame = mote_take_arena(net, (uint32_t)entering(net) * mote_activation_bytes(net), &r);
    net->scores = mote_take_arena(net, (uint32_t)net->score_count * 4u, &r);
    status = read_layers(&r, net);
    if (status == MOTE_OK) status = read_decision(&r, net);
    if (status != MOTE_OK) return status;
    if (r.bad || r.at != r.end) return MOTE_ERROR_MALFORMED;
    if (arena == 0) return MOTE_OK;
    if (arena_bytes < net->arena_bytes) return MOTE_ERROR_MEMORY;
    net->arena = arena;
    mote_begin(net);
    return MOTE_OK;
}
