/* SPDX-License-Identifier: 0BSD
 * Boosted trees without pointers, docs/model-format.md. One pass over the layer's bits: each threshold is
 * compared once and leaves one bit in RAM; a node is the number of such a bit; trees lie in pre-order.
 * The pass visits the same bits whatever the row, so that checking them once at mote_open is enough. */
#include "mote_weights.h"

#if MOTE_USE_TREES

typedef struct {
    mote_bits bits;
    const void* x;     /* NULL: check only */
    uint8_t* outcomes; /* one bit a threshold: 1 when the value is above it */
    int32_t* scores;
    uint16_t thresholds;
    uint16_t channels;
    uint8_t outputs;
    uint8_t flags;
    uint8_t wide;
    uint8_t leaf_bits;
    uint8_t step_bits;
    uint8_t max_depth;
    uint8_t index_bits;
} walker;

/* Bits that tell numbers below `count` apart. */
static uint8_t width_of(uint16_t count) {
    uint8_t width = 0;
    while (((uint32_t)1u << width) < count) ++width;
    return width;
}

static int16_t tree_signed(walker* w, uint8_t n) {
    const uint16_t sign = (uint16_t)((uint16_t)1u << (uint8_t)(n - 1u));
    const uint16_t value = mote_bits_take(&w->bits, n);
    return (int16_t)((uint16_t)(value ^ sign) - sign);
}

static int16_t channel(const walker* w, uint16_t c) {
    return w->wide ? ((const int16_t*)w->x)[c] : ((const int8_t*)w->x)[c];
}

static void add_score(walker* w, uint8_t k, int16_t value) {
    if (w->x != 0) w->scores[k] = mote_add(w->scores[k], value);
}

static void linear(walker* w) {
    const uint8_t shift = (uint8_t)mote_bits_take(&w->bits, 5);
    const uint8_t width = (uint8_t)(mote_bits_take(&w->bits, 3) + 1u);
    uint8_t k;
    uint16_t c;
    for (k = 0; k < w->outputs; ++k) {
        int32_t sum = 0;
        for (c = 0; c < w->channels && !w->bits.bad; ++c) {
            const int16_t weight = tree_signed(w, width);
            if (w->x != 0) sum = mote_add(sum, (int32_t)weight * channel(w, c));
        }
        if (w->x != 0) w->scores[k] = mote_add(w->scores[k], sum >> shift);
    }
}

/* The thresholds of one feature, and what its main effect adds above each. */
static void thresholds(walker* w, int32_t value, uint8_t count_bits) {
    uint16_t count = mote_bits_take(&w->bits, count_bits);
    uint8_t width;
    if (count == 0) return;
    width = (uint8_t)(mote_bits_take(&w->bits, 4) + 1u);
    for (; count > 0 && !w->bits.bad; --count) {
        const uint8_t above = value > tree_signed(w, width);
        uint8_t present = (w->flags & MOTE_TREES_STEPS) != 0;
        if (w->thresholds >= MOTE_MAX_THRESHOLDS) w->bits.bad = 1;
        if (w->x != 0 && above) {
            uint8_t* outcomes = &w->outcomes[w->thresholds >> 3];
            *outcomes = (uint8_t)(*outcomes | (1u << (w->thresholds & 7u)));
        }
        ++w->thresholds;
        if (present && (w->flags & MOTE_TREES_SPARSE_STEPS)) present = (uint8_t)mote_bits_take(&w->bits, 1);
        if (present) {
            const int16_t step = tree_signed(w, w->step_bits);
            if (above) add_score(w, 0, step);
        }
    }
}

/* The values that come in, then sums and differences of two of them. */
static void features(walker* w) {
    const uint8_t count_bits = (uint8_t)mote_bits_take(&w->bits, 4);
    const uint8_t pairs = (uint8_t)mote_bits_take(&w->bits, 8);
    const uint8_t width = width_of(w->channels);
    uint16_t f;
    for (f = 0; f < w->channels && !w->bits.bad; ++f)
        thresholds(w, w->x != 0 ? channel(w, f) : 0, count_bits);
    for (f = 0; f < pairs && !w->bits.bad; ++f) {
        const uint8_t sum = (uint8_t)mote_bits_take(&w->bits, 1);
        const uint16_t a = mote_bits_take(&w->bits, width);
        const uint16_t b = mote_bits_take(&w->bits, width);
        int32_t value = 0;
        if (a >= w->channels || b >= w->channels) {
            w->bits.bad = 1;
            return;
        }
        if (w->x != 0)
            value = sum ? (int32_t)channel(w, a) + channel(w, b) : (int32_t)channel(w, a) - channel(w, b);
        thresholds(w, value, count_bits);
    }
}

static uint8_t outcome(walker* w) {
    const uint16_t i = mote_bits_take(&w->bits, w->index_bits);
    if (i >= w->thresholds) w->bits.bad = 1;
    if (w->x == 0 || w->bits.bad) return 0;
    return (uint8_t)(w->outcomes[i >> 3] >> (i & 7u)) & 1u;
}

/* Pre-order. `pending` and `right` have one bit a level above: whether its right branch is still to come,
 * and whether the row goes there. */
static void tree(walker* w, uint8_t k) {
    uint16_t pending = 0;
    uint16_t right = 0;
    uint8_t depth = 0;
    uint8_t active = 1;
    uint8_t skip_value = w->flags & MOTE_TREES_FIRST_ZERO;
    while (!w->bits.bad) {
        if (depth == 0 || (depth < w->max_depth && mote_bits_take(&w->bits, 1) != 0)) {
            const uint8_t above = outcome(w);
            pending = (uint16_t)((uint16_t)(pending << 1) | 1u);
            right = (uint16_t)((uint16_t)(right << 1) | (uint16_t)(active & above));
            active &= (uint8_t)(above ^ 1u);
            ++depth;
            continue;
        }
        if (!skip_value) {
            const int16_t value = tree_signed(w, w->leaf_bits);
            if (active) add_score(w, k, value);
        }
        skip_value = 0;
        while (depth > 0 && !(pending & 1u)) {
            pending >>= 1;
            right >>= 1;
            --depth;
        }
        if (depth == 0) return;
        pending &= 0xFFFEu;
        active = (uint8_t)(right & 1u);
    }
}

static void tree_header(walker* w) {
    uint8_t bias_bits = 0;
    uint8_t k;
    w->flags = (uint8_t)mote_bits_take(&w->bits, 8);
    w->leaf_bits = (uint8_t)(mote_bits_take(&w->bits, 4) + 1u);
    w->step_bits = (uint8_t)(mote_bits_take(&w->bits, 4) + 1u);
    w->max_depth = (uint8_t)mote_bits_take(&w->bits, 4);
    if (w->flags & MOTE_TREES_BIAS) bias_bits = (uint8_t)(mote_bits_take(&w->bits, 4) + 1u);
    for (k = 0; k < w->outputs; ++k) {
        if (w->x != 0) w->scores[k] = 0;
        if (bias_bits != 0) add_score(w, k, tree_signed(w, bias_bits));
    }
}

uint16_t mote_trees(mote_net* net, mote_layer* layer, const void* x, uint8_t bytes) {
    walker w;
    uint8_t k;
    memset(&w, 0, sizeof w);
    mote_bits_begin(&w.bits, net->model, layer->weights, net->end);
    w.x = x;
    w.wide = bytes == 2u;
    w.channels = layer->channels;
    w.outputs = layer->outputs;
    if (x != 0) {
        w.outcomes = net->arena + layer->state;
        w.scores = (int32_t*)(void*)(net->arena + net->scores);
        memset(w.outcomes, 0, layer->biases);
    }
    tree_header(&w);
    if (w.flags & MOTE_TREES_LINEAR) linear(&w);
    features(&w);
    w.index_bits = width_of(w.thresholds);
    for (k = 0; k < w.outputs; ++k) {
        uint16_t count = mote_bits_gamma(&w.bits);
        for (; count > 0 && !w.bits.bad; --count) tree(&w, k);
    }
    if (x == 0) {
        layer->biases = (uint16_t)((w.thresholds + 7u) >> 3);
        if (w.bits.bad || w.max_depth == 0 || (w.flags & 0xE0u) != 0) return 0;
    }
    return w.bits.at;
}

#else
typedef int mote_trees_unused;
#endif
