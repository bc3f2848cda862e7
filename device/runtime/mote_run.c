/* SPDX-License-Identifier: 0BSD
 * Samples in: encoding of one sample, then each complete time step through the layers. */
#include "mote_fills.h"
#include "mote_internal.h"

#if MOTE_USE_COMPACT
/* Reads how many axes lie between the last used one and the next. */
static void next_axis(mote_net* net) {
    uint16_t quotient = 0;
    const uint8_t rice = (uint8_t)(mote_flash_u8(net->model + net->encoder + 1u) >> 4);
    net->skip = 0xFFFFu;
    if (net->slot >= net->used) return;
    while (mote_bits_take(&net->bits, 1) != 0) ++quotient;
    net->skip = (uint16_t)((uint16_t)(quotient << rice) + mote_bits_take(&net->bits, rice));
}

/* Back to the first axis. The list follows the base exponent, the widths and the number of used axes. */
static void rewind_axes(mote_net* net) {
    mote_bits_begin(&net->bits, net->model, (uint16_t)(net->encoder + 4u), net->end);
    net->slot = 0;
    next_axis(net);
}

static int16_t axis_exponent(mote_net* net) {
    const uint8_t width = mote_flash_u8(net->model + net->encoder + 1u) & 15u;
    const int16_t base = (int8_t)mote_flash_u8(net->model + net->encoder);
    return (int16_t)(base + (int16_t)mote_bits_take(&net->bits, width));
}
#endif

#define SUMS(code_, NAME, name, Type, ends, scores, sums, ...) \
    || (MOTE_USE_##NAME && sums && layer->code == MOTE_LAYER_##NAME)

void mote_begin(mote_net* net) {
    uint8_t i;
    net->axis = 0;
    net->step = 0;
    net->encoder_at = net->encoder;
#if MOTE_USE_COMPACT
    if (net->flags & MOTE_FLAG_COMPACT) rewind_axes(net);
#endif
    for (i = 0; i < net->layer_count; ++i) {
        mote_layer* layer = &net->layers[i];
        layer->count = 0;
        layer->cursor = 0;
        if (0 MOTE_LAYERS(SUMS)) memset(net->arena + layer->state, 0, (uint16_t)layer->outputs * 4u);
    }
}

/* One encoding entry: exponent and offset, at net->encoder_at, which moves on when there is one an axis. */
static int32_t encode(mote_net* net, int32_t value, int16_t exponent) {
    uint16_t at = net->encoder_at;
    int32_t q;
    exponent = (int16_t)(exponent + (int8_t)mote_flash_u8(net->model + at));
    ++at;
    q = mote_scale(value, exponent) - mote_unzigzag(mote_read_varint(net->model, &at));
    if (net->flags & MOTE_FLAG_PER_AXIS) net->encoder_at = at;
    return q;
}

static int32_t saturate(int32_t q, int32_t highest) {
    return q > highest ? highest : q < -highest - 1 ? -highest - 1 : q;
}

#if MOTE_USE_F32
/* (x - mean) * scale, the entry holding mean and scale as floats. */
static float encode_f32(mote_net* net, float x) {
    float entry[2];
    uint8_t i;
    uint8_t* bytes = (uint8_t*)entry;
    for (i = 0; i < sizeof entry; ++i) bytes[i] = mote_flash_u8(net->model + net->encoder_at + i);
    if (net->flags & MOTE_FLAG_PER_AXIS) net->encoder_at = (uint16_t)(net->encoder_at + sizeof entry);
    return (x - entry[0]) * entry[1];
}
#endif

/* A full time step through the layers, as far as each of them answers. */
#define RUN(type, step)                                                      \
    {                                                                        \
        const type* x = (const type*)(const void*)(net->arena + net->frame); \
        uint8_t i;                                                           \
        for (i = 0; i < net->layer_count && x != 0; ++i)                     \
            x = step(net, &net->layers[i], x, i + 1u == net->layer_count);   \
    }

static uint8_t finish_sample(mote_net* net) {
    if (++net->axis < net->axes) return 0;
    net->axis = 0;
    net->encoder_at = net->encoder;
#if MOTE_USE_COMPACT
    if (net->flags & MOTE_FLAG_COMPACT) rewind_axes(net);
#endif
    switch (mote_activation(net)) {
#if MOTE_USE_I8
        case MOTE_ACTIVATION_I8:
            RUN(int8_t, mote_step_i8) break;
#endif
#if MOTE_USE_I16
        case MOTE_ACTIVATION_I16:
            RUN(int16_t, mote_step_i16) break;
#endif
#if MOTE_USE_F32
        case MOTE_ACTIVATION_F32:
            RUN(float, mote_step_f32) break;
#endif
        default:
            break;
    }
    if (++net->step < net->steps) return 0;
    mote_begin(net);
    return 1;
}

static void store(mote_net* net, uint16_t place, int32_t q) {
    uint8_t* frame = net->arena + net->frame;
#if MOTE_USE_I16
    if (mote_activation(net) == MOTE_ACTIVATION_I16) {
        ((int16_t*)(void*)frame)[place] = (int16_t)saturate(q, 32767);
        return;
    }
#endif
    ((int8_t*)frame)[place] = (int8_t)saturate(q, 127);
}

/* Stores value * 2^exponent, encoded, as the next value of the time step. */
static uint8_t push_fixed(mote_net* net, int32_t value, int16_t exponent) {
#if MOTE_USE_COMPACT
    if (net->flags & MOTE_FLAG_COMPACT) {
        if (net->skip-- == 0) {
            store(net, net->slot, mote_scale(value, (int16_t)(exponent + axis_exponent(net))));
            ++net->slot;
            next_axis(net);
        }
        return finish_sample(net);
    }
#endif
    store(net, net->axis, encode(net, value, exponent));
    return finish_sample(net);
}

#if MOTE_USE_F32
static uint8_t push_float(mote_net* net, float sample) {
    ((float*)(void*)(net->arena + net->frame))[net->axis] = encode_f32(net, sample);
    return finish_sample(net);
}
#endif

#if MOTE_USE_RAW_F32
static uint8_t push_raw_f32(mote_net* net, float sample) {
    int16_t exponent;
    int32_t mantissa;
#if MOTE_USE_F32
    if (mote_activation(net) == MOTE_ACTIVATION_F32) return push_float(net, sample);
#endif
    mantissa = mote_f32_split(mote_f32_bits(sample), &exponent);
    return push_fixed(net, mantissa, exponent);
}
#endif

#if MOTE_USE_FILLS
/* Of the input that comes next; 0: it has none. */
static const uint8_t* next_fill(const mote_net* net) {
    if (net->fill_count == 0) return 0;
    return mote_fill_of(net->model + net->fills, net->fill_count, mote_raw_f32(net) ? 4 : 2,
                        (uint16_t)(net->step * net->axes + net->axis));
}
#endif

#if MOTE_USE_FILLS && MOTE_USE_RAW_I16
static int16_t filled_i16(const mote_net* net, int16_t sample) {
    const uint8_t* fill;
    if (sample != MOTE_MISSING_I16 || mote_raw_f32(net)) return sample;
    fill = next_fill(net);
    return fill == 0 ? sample : mote_fill_i16(fill);
}
#endif

#if MOTE_USE_FILLS && MOTE_USE_RAW_F32
static float filled_f32(const mote_net* net, float sample) {
    const uint8_t* fill;
    if (!mote_is_nan(mote_f32_bits(sample))) return sample;
    fill = next_fill(net);
    return fill == 0 ? sample : mote_f32_from_bits(mote_fill_f32(fill));
}
#endif

#if MOTE_USE_RAW_I16
static int16_t rounded(const mote_net* net, float sample) {
    const uint32_t bits = mote_f32_bits(sample);
#if MOTE_USE_FILLS
    if (net->fill_count != 0 && mote_is_nan(bits)) return MOTE_MISSING_I16;
#endif
    (void)net;
    return (int16_t)saturate(mote_f32_to_fixed(bits, 0), 32767);
}
#endif

uint8_t mote_push_i16(mote_net* net, int16_t sample) {
#if MOTE_USE_FILLS && MOTE_USE_RAW_I16
    sample = filled_i16(net, sample);
#endif
#if MOTE_USE_F32
    if (mote_activation(net) == MOTE_ACTIVATION_F32) return push_float(net, (float)sample);
#endif
    return push_fixed(net, sample, 0);
}

uint8_t mote_push_f32(mote_net* net, float sample) {
#if MOTE_USE_RAW_I16
    if (!mote_raw_f32(net)) return mote_push_i16(net, rounded(net, sample));
#endif
#if MOTE_USE_RAW_F32
#if MOTE_USE_FILLS
    sample = filled_f32(net, sample);
#endif
    return push_raw_f32(net, sample);
#else
    return 0;
#endif
}

void mote_run_i16(mote_net* net, const int16_t* row) {
    uint16_t left = mote_inputs(net);
    mote_begin(net);
    for (; left > 0; --left) (void)mote_push_i16(net, *row++);
}

void mote_run_f32(mote_net* net, const float* row) {
    uint16_t left = mote_inputs(net);
    mote_begin(net);
    for (; left > 0; --left) (void)mote_push_f32(net, *row++);
}

int32_t mote_score(const mote_net* net, uint8_t k) {
    return ((const int32_t*)(const void*)(net->arena + net->scores))[k];
}
