/* SPDX-License-Identifier: 0BSD
 * Opening a model: every byte is checked here, so that the kernels may trust what they read. */
#include "mote_internal.h"
#include "mote_proportions.h"

typedef struct {
    const uint8_t* model;
    uint16_t at;
    uint16_t end; /* first byte of the checksum */
    uint8_t bad;
} reader;

/* CRC-16/XMODEM (poly 0x1021, init 0), a byte at a time without a table. */
static uint16_t checksum(const uint8_t* model, uint16_t size) {
    uint16_t crc = 0;
    uint16_t i;
    for (i = 0; i < size; ++i) {
        crc = (uint16_t)((crc >> 8) | (crc << 8));
        crc ^= mote_flash_u8(model + i);
        crc ^= (uint16_t)((crc & 0xFFu) >> 4);
        crc ^= (uint16_t)(crc << 12);
        crc ^= (uint16_t)((crc & 0xFFu) << 5);
    }
    return crc;
}

static uint8_t read_u8(reader* r) {
    if (r->at >= r->end) {
        r->bad = 1;
        return 0;
    }
    return mote_flash_u8(r->model + r->at++);
}

static uint32_t read_varint(reader* r) {
    uint32_t value = 0;
    uint8_t shift;
    for (shift = 0; shift < 35u; shift = (uint8_t)(shift + 7u)) {
        const uint8_t byte = read_u8(r);
        value |= (uint32_t)(byte & 0x7Fu) << shift;
        if ((byte & 0x80u) == 0) return value;
    }
    r->bad = 1;
    return 0;
}

static uint32_t read_u32(reader* r) {
    uint32_t value = read_u8(r);
    value |= (uint32_t)read_u8(r) << 8;
    value |= (uint32_t)read_u8(r) << 16;
    return value | (uint32_t)read_u8(r) << 24;
}

/* Moves over `bytes`; where they began. */
static uint16_t skip(reader* r, uint32_t bytes) {
    const uint16_t from = r->at;
    if (bytes > (uint32_t)(r->end - r->at)) {
        r->bad = 1;
        return from;
    }
    r->at = (uint16_t)(r->at + bytes);
    return from;
}

/* Takes `bytes` of the arena, a multiple of 4 always; its offset. */
static uint16_t take(mote_net* net, uint32_t bytes, reader* r) {
    const uint32_t from = net->arena_bytes;
    const uint32_t to = from + ((bytes + 3u) & ~(uint32_t)3u);
    if (bytes > 0xFFFCu || to > 0xFFFCu) {
        r->bad = 1;
        return 0;
    }
    net->arena_bytes = (uint16_t)to;
    return (uint16_t)from;
}

static uint8_t activation_bytes(const mote_net* net) {
    return (uint8_t)(1u << mote_activation(net));
}

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
static mote_status read_numbers(reader* r, mote_net* net, mote_layer* layer, uint32_t count) {
    const uint8_t code = layer->flags & MOTE_WEIGHT_CODE;
    const mote_status status = check_weight_code(net, code);
    if (status != MOTE_OK) return status;
    if (layer->outputs == 0 || layer->shift > 31u || layer->bias_shift > 24u) return MOTE_ERROR_MALFORMED;
    if (count > 0x20000ul) return MOTE_ERROR_MALFORMED;
    layer->weights = skip(r, weight_bytes(code, count));
    layer->biases = skip(r, (uint32_t)layer->outputs * activation_bytes(net));
    return MOTE_OK;
}
#endif

#if MOTE_USE_CONV
static mote_status read_conv(reader* r, mote_net* net, mote_layer* layer) {
    uint32_t inputs = layer->channels;
    mote_status status;
    layer->outputs = read_u8(r);
    layer->kernel = read_u8(r);
    layer->stride = read_u8(r);
    layer->flags = read_u8(r);
    layer->shift = read_u8(r);
    layer->bias_shift = read_u8(r);
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
    layer->state = take(net, (uint32_t)layer->kernel * layer->channels * activation_bytes(net), r);
    layer->output = take(net, (uint32_t)layer->outputs * activation_bytes(net), r);
    return status;
}
#endif

#if MOTE_USE_DENSE
static mote_status read_dense(reader* r, mote_net* net, mote_layer* layer) {
    mote_status status;
    layer->outputs = read_u8(r);
    layer->flags = read_u8(r);
    layer->shift = read_u8(r);
    layer->bias_shift = read_u8(r);
    if ((layer->flags & ~(MOTE_WEIGHT_CODE | MOTE_LAYER_RELU)) != 0) return MOTE_ERROR_MALFORMED;
    status = read_numbers(r, net, layer, (uint32_t)layer->steps * layer->channels * layer->outputs);
    layer->state = take(net, (uint32_t)layer->outputs * 4u, r);
    layer->output = take(net, (uint32_t)layer->outputs * activation_bytes(net), r);
    return status;
}
#endif

#if MOTE_USE_POOL
static mote_status read_pool(reader* r, mote_net* net, mote_layer* layer) {
    layer->flags = read_u8(r);
    layer->shift = read_u8(r);
    if ((layer->flags & ~MOTE_POOL_MAX) != 0 || layer->shift > 31u || layer->channels > 255u)
        return MOTE_ERROR_MALFORMED;
    layer->outputs = (uint8_t)layer->channels;
    layer->state = take(net, (uint32_t)layer->outputs * 4u, r);
    layer->output = take(net, (uint32_t)layer->outputs * activation_bytes(net), r);
    return MOTE_OK;
}
#endif

#if MOTE_USE_PROPORTIONS
/* A block: dilation, axis, part of the row, kernels with their thresholds. Gives its head; counts features.
 */
static uint8_t read_block(reader* r, const mote_layer* layer, uint16_t* features, uint8_t* widest) {
    const uint8_t head = read_u8(r);
    const uint8_t dilation = (uint8_t)((head & MOTE_PROPORTIONS_DILATION) + 1u);
    uint8_t kernel;
    uint8_t threshold;
    if (dilation > *widest) *widest = dilation;
    if (layer->channels > 1u && read_u8(r) >= layer->channels) r->bad = 1;
    if (head & MOTE_PROPORTIONS_PART) {
        const uint8_t parts = read_u8(r);
        if (parts >> 4 > (parts & 15u)) r->bad = 1;
    }
    do {
        kernel = read_u8(r);
        if ((kernel & 127u) >= MOTE_KERNEL_COUNT) r->bad = 1;
        do {
            threshold = read_u8(r);
            if (++*features > 255u) r->bad = 1;
        } while ((threshold & MOTE_PROPORTIONS_LAST) == 0 && !r->bad);
    } while ((kernel & MOTE_PROPORTIONS_LAST) == 0 && !r->bad);
    return head;
}

static mote_status read_proportions(reader* r, mote_net* net, mote_layer* layer) {
    const uint8_t options = read_u8(r);
    uint16_t features = 0;
    uint8_t widest = 0;
    uint32_t ring;
    if (mote_activation(net) == MOTE_ACTIVATION_F32) return MOTE_ERROR_MALFORMED;
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
    layer->state = take(net, 4u + ring * activation_bytes(net), r);
    layer->output = take(net, (uint32_t)layer->outputs * activation_bytes(net), r);
    return MOTE_OK;
}
#endif

#if MOTE_USE_TREES
/* Whole rows come in as one step, scores go out: always the last layer. */
static mote_status read_trees(reader* r, mote_net* net, mote_layer* layer) {
    uint16_t end;
    if (mote_activation(net) == MOTE_ACTIVATION_F32 || layer->steps != 1) return MOTE_ERROR_MALFORMED;
    layer->outputs = net->score_count;
    layer->weights = r->at;
    end = mote_trees(net, layer, 0, 0);
    if (end == 0) return MOTE_ERROR_MALFORMED;
    r->at = end;
    layer->state = take(net, layer->biases, r);
    return MOTE_OK;
}
#endif

#if MOTE_USE_SPARSE
static mote_status read_sparse(reader* r, mote_net* net, mote_layer* layer) {
    if (mote_activation(net) != MOTE_ACTIVATION_I16 || layer->steps != 1) return MOTE_ERROR_MALFORMED;
    layer->outputs = net->score_count;
    layer->weights = r->at;
    r->at = mote_sparse(net, layer, 0);
    if (r->at == 0) return MOTE_ERROR_MALFORMED;
    layer->state = take(net, layer->biases, r);
    return MOTE_OK;
}
#endif

static mote_status read_layer(reader* r, mote_net* net, mote_layer* layer) {
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

static uint16_t steps_out(const mote_layer* layer) {
    if (layer->code == MOTE_LAYER_CONV)
        return (uint16_t)((uint16_t)(layer->steps - layer->kernel) / layer->stride + 1u);
    return 1;
}

/* Values of a time step that enter the first layer. */
static uint16_t entering(const mote_net* net) {
#if MOTE_USE_COMPACT
    if (net->flags & MOTE_FLAG_COMPACT) return net->used;
#endif
    return net->axes;
}

static uint8_t scores_leave(uint8_t code) {
    return code == MOTE_LAYER_DENSE || code == MOTE_LAYER_TREES || code == MOTE_LAYER_SPARSE;
}

/* Layers that give scores only. */
static uint8_t ends(uint8_t code) {
    return code == MOTE_LAYER_TREES || code == MOTE_LAYER_SPARSE;
}

static mote_status read_layers(reader* r, mote_net* net) {
    uint16_t steps = net->steps;
    uint16_t channels = entering(net);
    for (net->layer_count = 0;; ++net->layer_count) {
        mote_layer* layer;
        mote_status status;
        const uint8_t code = read_u8(r);
        if (r->bad) return MOTE_ERROR_MALFORMED;
        if (code == MOTE_LAYER_END) break;
        if (net->layer_count >= MOTE_MAX_LAYERS) return MOTE_ERROR_UNSUPPORTED;
        if (net->layer_count > 0 && ends(net->layers[net->layer_count - 1].code)) return MOTE_ERROR_MALFORMED;
        layer = &net->layers[net->layer_count];
        memset(layer, 0, sizeof *layer);
        layer->code = code;
        layer->steps = steps;
        layer->channels = channels;
        status = read_layer(r, net, layer);
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
static void read_axes(reader* r, mote_net* net) {
    const int8_t base = (int8_t)read_u8(r);
    const uint8_t widths = read_u8(r);
    uint32_t axis = 0;
    uint16_t i;
    mote_bits bits;
    net->used = read_u8(r);
    net->used = (uint16_t)(net->used | (uint16_t)(read_u8(r) << 8));
    if (mote_activation(net) == MOTE_ACTIVATION_F32 || (net->flags & MOTE_FLAG_PER_AXIS)) r->bad = 1;
    if (net->used == 0 || base < -40 || base > 40 || (widths & 15u) > 6u) r->bad = 1;
    mote_bits_begin(&bits, r->model, r->at, r->end);
    for (i = 0; i < net->used && !r->bad; ++i) {
        while (mote_bits_take(&bits, 1) != 0 && axis < net->axes) axis += (uint32_t)1u << (widths >> 4);
        axis += (uint32_t)mote_bits_take(&bits, widths >> 4) + 1u;
        mote_bits_take(&bits, widths & 15u);
        if (bits.bad || axis > net->axes) r->bad = 1;
    }
    r->at = bits.at;
}
#endif

static void read_encoder(reader* r, mote_net* net) {
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
            skip(r, 8);
        } else {
            const int8_t exponent = (int8_t)read_u8(r);
            if (exponent < -40 || exponent > 40) r->bad = 1;
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

static mote_status read_header(reader* r, mote_net* net) {
    uint32_t steps;
    uint32_t axes;
    net->flags = read_u8(r);
    steps = read_varint(r);
    axes = read_varint(r);
    net->score_count = read_u8(r);
    net->score_exponent = (int8_t)read_u8(r);
    net->score_offset = mote_task(net) == MOTE_TASK_REGRESSION ? (int32_t)read_u32(r) : 0;
    if (r->bad || (net->flags & MOTE_FLAG_UNUSED) != 0 || mote_task(net) > MOTE_TASK_REGRESSION)
        return MOTE_ERROR_MALFORMED;
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

static mote_status check_frame(const uint8_t* model, uint32_t size, reader* r) {
    uint16_t length;
    if (model == 0 || size < MOTE_HEADER_BYTES + 2u || size > 0xFFFFul) return MOTE_ERROR_SIZE;
    if (mote_flash_u8(model) != MOTE_MAGIC) return MOTE_ERROR_MAGIC;
    if (mote_flash_u8(model + 1) != MOTE_FORMAT_VERSION) return MOTE_ERROR_VERSION;
    length = (uint16_t)(mote_flash_u8(model + 2) | (uint16_t)(mote_flash_u8(model + 3) << 8));
    if (length != size) return MOTE_ERROR_SIZE;
    r->model = model;
    r->at = 4;
    r->end = (uint16_t)(length - 2u);
    r->bad = 0;
    if (checksum(model, r->end) !=
        (uint16_t)(mote_flash_u8(model + r->end) | (uint16_t)(mote_flash_u8(model + r->end + 1) << 8)))
        return MOTE_ERROR_CHECKSUM;
    return MOTE_OK;
}

mote_status mote_open(mote_net* net, const uint8_t* model, uint32_t size, uint8_t* arena,
                      uint16_t arena_bytes) {
    reader r;
    mote_status status = check_frame(model, size, &r);
    if (status != MOTE_OK) return status;
    memset(net, 0, sizeof *net);
    net->model = model;
    net->end = r.end;
    status = read_header(&r, net);
    if (status != MOTE_OK) return status;
    read_encoder(&r, net);
    if (r.bad) return MOTE_ERROR_MALFORMED;
    net->frame = take(net, (uint32_t)entering(net) * activation_bytes(net), &r);
    net->scores = take(net, (uint32_t)net->score_count * 4u, &r);
    status = read_layers(&r, net);
    if (status != MOTE_OK) return status;
    if (r.bad || r.at != r.end) return MOTE_ERROR_MALFORMED;
    if (arena == 0) return MOTE_OK;
    if (arena_bytes < net->arena_bytes) return MOTE_ERROR_MEMORY;
    net->arena = arena;
    mote_begin(net);
    return MOTE_OK;
}
