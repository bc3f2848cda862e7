/* SPDX-License-Identifier: 0BSD
 * Samples in: encoding of one sample, then each complete time step through the layers. */
#include "mote_internal.h"

void mote_begin(mote_net* net) {
    uint8_t i;
    net->axis = 0;
    net->step = 0;
    net->encoder_at = net->encoder;
    for (i = 0; i < net->layer_count; ++i) {
        mote_layer* layer = &net->layers[i];
        layer->count = 0;
        layer->cursor = 0;
        if (layer->code != MOTE_LAYER_CONV)
            memset(net->arena + layer->state, 0, (uint16_t)layer->outputs * 4u);
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

/* Stores value * 2^exponent, encoded, as the next value of the time step. */
static uint8_t push_fixed(mote_net* net, int32_t value, int16_t exponent) {
    const int32_t q = encode(net, value, exponent);
    uint8_t* frame = net->arena + net->frame;
#if MOTE_USE_I16
    if (mote_activation(net) == MOTE_ACTIVATION_I16) {
        ((int16_t*)(void*)frame)[net->axis] = (int16_t)saturate(q, 32767);
        return finish_sample(net);
    }
#endif
    ((int8_t*)frame)[net->axis] = (int8_t)saturate(q, 127);
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

uint8_t mote_push_i16(mote_net* net, int16_t sample) {
#if MOTE_USE_F32
    if (mote_activation(net) == MOTE_ACTIVATION_F32) return push_float(net, (float)sample);
#endif
    return push_fixed(net, sample, 0);
}

uint8_t mote_push_f32(mote_net* net, float sample) {
#if MOTE_USE_RAW_I16
    if (!mote_raw_f32(net))
        return mote_push_i16(net, (int16_t)saturate(mote_f32_to_fixed(mote_f32_bits(sample), 0), 32767));
#endif
#if MOTE_USE_RAW_F32
    return push_raw_f32(net, sample);
#else
    return 0;
#endif
}
