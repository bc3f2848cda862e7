/* SPDX-License-Identifier: 0BSD
 * A grown sparse network, docs/model-format.md: neurons in the order in which they were added, each reading a
 * few inputs and earlier neurons; scores read neurons, and inputs directly. One pass over the layer's bits,
 * which visits the same bits whatever the row: checking them once at mote_open is enough. */
#include "mote_weights.h"

#if MOTE_USE_SPARSE

typedef struct {
    mote_bits bits;
    const int16_t* x; /* NULL: check only */
    int16_t* values;  /* of the neurons so far */
    int32_t* scores;
    uint16_t channels;
    uint16_t sources; /* channels and neurons that can be read */
    uint8_t outputs;
    uint8_t weight_bits;
    uint8_t readout_bits;
    uint8_t bias_bits;
    uint8_t bias_shift;
    uint8_t shift_base;
    uint8_t shift_bits;
    uint8_t count_bits;
    uint8_t rice;
    uint8_t run_bits;
    uint8_t stride;
    uint8_t partial; /* a bit before each read-out weight tells whether it is there */
} sparse;

static uint8_t take(sparse* s, uint8_t n) {
    return (uint8_t)mote_bits_take(&s->bits, n);
}

static int16_t sparse_signed(sparse* s, uint8_t n) {
    const uint16_t sign = (uint16_t)((uint16_t)1u << (uint8_t)(n - 1u));
    const uint16_t value = mote_bits_take(&s->bits, n);
    return (int16_t)((uint16_t)(value ^ sign) - sign);
}

/* The next source of a list: `at` is one beyond the one before. */
static uint16_t next_source(sparse* s, uint16_t at) {
    uint32_t next = at;
    while (take(s, 1) != 0 && next < s->sources) next += (uint32_t)1u << s->rice;
    next += mote_bits_take(&s->bits, s->rice);
    if (next < s->sources) return (uint16_t)next;
    s->bits.bad = 1;
    return 0;
}

/* A source's value: of a neuron, an input, or the mean of 2^run inputs `stride` apart. */
static int32_t value_of(const sparse* s, uint16_t source, uint8_t run) {
    uint8_t left = (uint8_t)((1u << run) - 1u);
    int32_t sum;
    if (source >= s->channels) return s->values[source - s->channels];
    sum = s->x[source];
    for (; left > 0; --left) {
        source = (uint16_t)(source + s->stride);
        sum += s->x[source];
    }
    return sum >> run;
}

static int32_t links(sparse* s, uint16_t count, uint8_t width) {
    int32_t sum = 0;
    uint16_t at = 0;
    for (; count > 0 && !s->bits.bad; --count) {
        const uint16_t source = next_source(s, at);
        uint8_t run = 0;
        int16_t weight;
        if (source < s->channels) run = take(s, s->run_bits);
        if (run != 0 && source + (uint32_t)((1u << run) - 1u) * s->stride >= s->channels) s->bits.bad = 1;
        weight = sparse_signed(s, width);
        if (s->x != 0) sum = mote_add(sum, weight * value_of(s, source, run));
        at = (uint16_t)(source + 1u);
    }
    return sum;
}

static int16_t respond(uint8_t response, int32_t z) {
    if (z < 0 && response == MOTE_RESPONSE_RELU) return 0;
    if (z < 0 && response != MOTE_RESPONSE_CLIP) z = -z;
    if (response == MOTE_RESPONSE_CLIP) return (int16_t)(z < -128 ? -128 : z > 127 ? 127 : z);
    if (response == MOTE_RESPONSE_SQUARE) z = z > 1448 ? 32767 : (z * z) >> 6;
    return (int16_t)(z > 32767 ? 32767 : z);
}

static void neuron(sparse* s) {
    const uint8_t response = take(s, 2);
    const uint8_t shift = (uint8_t)(s->shift_base + take(s, s->shift_bits));
    const uint8_t count = (uint8_t)(take(s, s->count_bits) + 1u);
    const int32_t bias = (int32_t)((uint32_t)(int32_t)sparse_signed(s, s->bias_bits) << s->bias_shift);
    const int32_t sum = links(s, count, s->weight_bits);
    int16_t value = 0;
    uint8_t k;
    if (shift > 15u) s->bits.bad = 1;
    if (s->x != 0) {
        /* 2^30 away is beyond every range, and stays clear of wrapping */
        int32_t z = mote_add(sum >> shift, bias);
        if (z < -0x3FFFFFFF) z = -0x3FFFFFFF;
        value = respond(response, z);
        s->values[s->sources - s->channels] = value;
    }
    ++s->sources;
    for (k = 0; k < s->outputs; ++k) {
        int16_t weight;
        if (s->partial && take(s, 1) == 0) continue;
        weight = sparse_signed(s, s->readout_bits);
        if (s->x != 0) s->scores[k] = mote_add(s->scores[k], (int32_t)weight * value);
    }
}

static void sparse_header(sparse* s) {
    uint8_t width;
    uint8_t k;
    s->weight_bits = (uint8_t)(take(s, 3) + 1u);
    s->readout_bits = (uint8_t)(take(s, 3) + 1u);
    s->bias_bits = (uint8_t)(take(s, 4) + 1u);
    s->bias_shift = take(s, 3);
    s->shift_base = take(s, 4);
    s->shift_bits = take(s, 3);
    s->count_bits = take(s, 2);
    s->rice = take(s, 4);
    s->partial = take(s, 1);
    s->run_bits = take(s, 2);
    s->stride = s->run_bits != 0 ? take(s, 8) : 1u;
    width = take(s, 4);
    for (k = 0; k < s->outputs; ++k) {
        const int32_t bias = width != 0 ? (int32_t)sparse_signed(s, (uint8_t)(width + 1u)) * 64 : 0;
        if (s->x != 0) s->scores[k] = bias;
    }
    if (s->rice > 12u || s->shift_bits > 4u || s->stride == 0) s->bits.bad = 1;
}

uint16_t mote_sparse(mote_net* net, mote_layer* layer, const void* x, uint8_t bytes) {
    sparse s;
    uint8_t count;
    uint8_t k;
    (void)bytes; /* int16 only */
    memset(&s, 0, sizeof s);
    mote_bits_begin(&s.bits, net->model, layer->weights, net->end);
    s.x = (const int16_t*)x;
    s.channels = layer->channels;
    s.sources = layer->channels;
    s.outputs = layer->outputs;
    if (x != 0) {
        s.values = (int16_t*)(void*)(net->arena + layer->state);
        s.scores = (int32_t*)(void*)(net->arena + net->scores);
    }
    sparse_header(&s);
    count = take(&s, 8);
    if (x == 0) layer->biases = (uint16_t)(count * 2u);
    for (; count > 0 && !s.bits.bad; --count) neuron(&s);
    for (k = 0; k < s.outputs && !s.bits.bad; ++k) {
        const uint16_t direct = mote_bits_gamma(&s.bits);
        const int32_t sum = links(&s, direct, s.readout_bits);
        if (x != 0) s.scores[k] = mote_add(s.scores[k], sum);
    }
    return s.bits.bad ? 0 : s.bits.at;
}

#else
typedef int mote_sparse_unused;
#endif
