/* SPDX-License-Identifier: 0BSD
 * The grown sparse network of a compiled model. Included once, by mote_compiled.c, which defines before:
 *
 *     MOTE_GROWN_INPUTS        values that come from inputs: the first of layer_0_values; neurons follow
 *     MOTE_GROWN_NEURONS, MOTE_GROWN_OUTPUTS (the sums layer_0_scores)
 *     MOTE_GROWN_SUM_BITS      16, 24 or 32: enough for every sum of links, shifted and biased or not
 *     MOTE_GROWN_SHORT         1: shifted and biased, a sum is within +-32767
 *     MOTE_GROWN_VALUE_BITS    of layer_0_values: 16, or 24 where a run of inputs needs more until its end
 *     MOTE_GROWN_SOURCE_BYTES  1 or 2
 *     MOTE_GROWN_MARKED_WEIGHTS  1: weight * 2 + 1 marks the last link, not the highest bit of the source
 *     MOTE_GROWN_HEADS         1: each neuron has its own response and shift; 0: all have
 *     MOTE_GROWN_DROPS         1: only neurons whose heads say so become values; the others nothing links to
 *     MOTE_GROWN_RESPONSE and
 *     MOTE_GROWN_SHIFT         (without heads the shift, else what heads add to)
 *     MOTE_GROWN_RESPONSES     set of the responses that there are, 1 << response
 *     MOTE_GROWN_BIAS_BYTES    0 to 2 a neuron; MOTE_GROWN_BIAS_SHIFT
 *     MOTE_GROWN_READOUTS      1: a neuron ends with its weight in each score; 0: neurons are links of scores
 *     MOTE_GROWN_LISTS         OUTPUTS, or 0 when scores have no links
 *     MOTE_GROWN_LISTS_FIRST   1: the links of scores stand before the neurons, which add their read-outs to them
 *     MOTE_GROWN_LIST_BIAS_BYTES  0, 2 or 3: what the links of a score begin with
 *     MOTE_GROWN_SCORE_BIASES  1: scores without links begin at layer_0_biases, 2 bytes a score, in units of 64
 *     MOTE_GROWN_EVENTS        1: samples come to mote_grown_push, which layer_0_events tells what to do with
 *     MOTE_GROWN_COUNTED       with events: values are begun in their order, mote_grown_next being the number of the next
 *     MOTE_GROWN_STRIDE        with events: distance of the inputs of a run; 0: there are no runs
 *     layer_0_values, layer_0_scores; with events mote_grown_event (the next one), mote_grown_gap (samples
 *     before it), and for runs mote_grown_total: of each axis all samples ever, added up, so that a run is
 *     the difference between its end and its beginning; with several axes mote_grown_axis
 *
 * layer_0_links: for each neuron its links, its head (0x40: kept; response * 16 + addition to the shift), its
 * bias, its read-outs; before or after all of them for each score its bias and its links. A link: number of its value, its highest bit marking the
 * last one; weight. layer_0_events: what to do (3 bits) after how many samples (5 bits); number of a value,
 * where it is not counted.
 */
#ifndef MOTE_GROWN_H
#define MOTE_GROWN_H

#include "mote_dot.h"

#if MOTE_GROWN_SUM_BITS == 16
typedef int16_t mote_grown_sum;
#elif MOTE_GROWN_SUM_BITS == 24
typedef mote_int24 mote_grown_sum;
#else
typedef int32_t mote_grown_sum;
#endif

#if MOTE_GROWN_SHORT
typedef int16_t mote_grown_z;
#else
typedef mote_grown_sum mote_grown_z;
#endif

#if MOTE_GROWN_VALUE_BITS == 16
typedef int16_t mote_grown_value;
typedef uint16_t mote_grown_bits;
#else
typedef mote_int24 mote_grown_value;
typedef mote_uint24 mote_grown_bits;
#endif

/* sum + weight * x */
MOTE_INLINE mote_grown_sum mote_grown_add(mote_grown_sum sum, int8_t weight, int16_t x) {
#if defined(__AVR_HAVE_MUL__) && MOTE_GROWN_SUM_BITS == 24
    uint8_t sign;
    __asm__(
        "mulsu %[w],%A[x]\n\tsbc %[s],%[s]\n\tadd %A[sum],r0\n\tadc %B[sum],r1\n\tadc %C[sum],%[s]\n\t"
        "muls %[w],%B[x]\n\tadd %B[sum],r0\n\tadc %C[sum],r1\n\tclr r1"
        : [sum] "+r"(sum), [s] "=&r"(sign)
        : [w] "a"(weight), [x] "a"(x));
    return sum;
#elif defined(__AVR_HAVE_MUL__) && MOTE_GROWN_SUM_BITS == 32
    uint8_t sign;
    __asm__(
        "mulsu %[w],%A[x]\n\tsbc %[s],%[s]\n\tadd %A[sum],r0\n\tadc %B[sum],r1\n\tadc %C[sum],%[s]\n\tadc "
        "%D[sum],%[s]\n\t"
        "muls %[w],%B[x]\n\tsbc %[s],%[s]\n\tadd %B[sum],r0\n\tadc %C[sum],r1\n\tadc %D[sum],%[s]\n\tclr r1"
        : [sum] "+r"(sum), [s] "=&r"(sign)
        : [w] "a"(weight), [x] "a"(x));
    return sum;
#else
    /* Only the last sum is proven to fit: those on the way may wrap, which unsigned numbers do everywhere. */
    return (mote_grown_sum)((uint32_t)sum + (uint32_t)(mote_grown_sum)weight * (uint32_t)(mote_grown_sum)x);
#endif
}

/* sum and what the links at w add to it */
MOTE_INLINE mote_grown_sum mote_grown_links(const uint8_t** w, mote_grown_sum sum) {
    uint8_t last;
    do {
#if MOTE_GROWN_SOURCE_BYTES == 2
        const uint16_t marked = (uint16_t)mote_take16(w);
        const uint16_t source = marked & 0x7FFFu;
        const int8_t weight = mote_take8(w);
        last = (uint8_t)(marked >> 15);
#elif MOTE_GROWN_MARKED_WEIGHTS
        const uint8_t source = mote_next(w);
        const int8_t marked = mote_take8(w);
        const int8_t weight = (int8_t)(marked >> 1);
        last = (uint8_t)marked & 1u;
#else
        const uint8_t marked = mote_next(w);
        const uint8_t source = marked & 0x7Fu;
        const int8_t weight = mote_take8(w);
        last = marked & 0x80u;
#endif
        sum = mote_grown_add(sum, weight, (int16_t)layer_0_values[source]);
    } while (last == 0);
    return sum;
}

#define MOTE_GROWN_KEPT 0x40u /* in a head */
#define MOTE_GROWN_HAS(response) (((MOTE_GROWN_RESPONSES) >> (response)) & 1)

#if MOTE_GROWN_NEURONS > 0
MOTE_INLINE int16_t mote_grown_respond(uint8_t response, int16_t z) {
#if MOTE_GROWN_HAS(1)
    if (response == 1) return z < -128 ? -128 : z > 127 ? 127 : z;
#endif
#if MOTE_GROWN_RESPONSES != 2
    if (z < 0) {
#if MOTE_GROWN_HAS(0)
        if (response == 0) return 0;
#endif
        z = (int16_t)-z;
    }
#if MOTE_GROWN_HAS(3)
    if (response == 3) {
        const uint16_t side = (uint16_t)z;
        return z > 1448 ? 32767 : (int16_t)(((uint32_t)side * side) >> 6);
    }
#endif
#endif
    (void)response;
    return z;
}

/* The value of the neuron whose links have this sum. Beyond +-32767 every response is the same. */
MOTE_INLINE int16_t mote_grown_neuron(const uint8_t** w, mote_grown_sum sum, uint8_t head) {
    mote_grown_z z;
    uint8_t response = MOTE_GROWN_RESPONSE;
#if MOTE_GROWN_SHIFT > 0
    sum = (mote_grown_sum)(sum >> MOTE_GROWN_SHIFT);
#endif
#if MOTE_GROWN_HEADS
    sum = (mote_grown_sum)(sum >> (head & 15u));
    response = (uint8_t)(head >> 4) & 3u;
#endif
    z = (mote_grown_z)sum;
#if MOTE_GROWN_BIAS_BYTES > 0
    {
        const mote_grown_z bias = MOTE_GROWN_BIAS_BYTES == 1 ? mote_take8(w) : mote_take16(w);
        const mote_grown_z shifted =
            (mote_grown_z)(bias * (mote_grown_z)((mote_grown_z)1 << MOTE_GROWN_BIAS_SHIFT));
        z = (mote_grown_z)(z + shifted);
    }
#endif
#if !MOTE_GROWN_SHORT
    if (z > 32767) z = 32767;
    if (z < -32767) z = -32767;
#endif
    (void)w;
    (void)head;
    return mote_grown_respond(response, (int16_t)z);
}
#endif

/* Where the scores begin: at their biases. */
MOTE_INLINE void mote_grown_start(void) {
#if MOTE_GROWN_SCORE_BIASES
    const uint8_t* w = layer_0_biases;
    uint8_t k;
    for (k = 0; k < MOTE_GROWN_OUTPUTS; ++k)
        layer_0_scores[k] = (mote_grown_sum)((mote_grown_sum)mote_take16(&w) * 64);
#elif (MOTE_GROWN_READOUTS && !MOTE_GROWN_LISTS_FIRST) || MOTE_GROWN_LISTS == 0
    memset(layer_0_scores, 0, sizeof layer_0_scores);
#endif
}

/* All values of inputs are there: neurons and scores. */
static void mote_grown(void) {
#if MOTE_GROWN_NEURONS + MOTE_GROWN_LISTS > 0
    const uint8_t* w = layer_0_links;
#if MOTE_GROWN_NEURONS > 0
    mote_grown_value* out = layer_0_values + MOTE_GROWN_INPUTS;
#endif
#if MOTE_GROWN_LISTS > 0
    mote_grown_sum* score = layer_0_scores;
#endif
#if MOTE_GROWN_NEURONS + MOTE_GROWN_LISTS < 256
    uint8_t left = MOTE_GROWN_NEURONS + MOTE_GROWN_LISTS;
#else
    uint16_t left = MOTE_GROWN_NEURONS + MOTE_GROWN_LISTS;
#endif
    mote_grown_start();
    do {
        mote_grown_sum sum = 0;
#if MOTE_GROWN_LISTS > 0
        const uint8_t is_score =
            MOTE_GROWN_LISTS_FIRST ? left > MOTE_GROWN_NEURONS : left <= MOTE_GROWN_LISTS;
#if MOTE_GROWN_LIST_BIAS_BYTES == 2
        if (is_score) sum = mote_take16(&w);
#elif MOTE_GROWN_LIST_BIAS_BYTES == 3
        if (is_score) sum = (mote_grown_sum)mote_take24(&w);
#endif
#endif
        sum = mote_grown_links(&w, sum);
#if MOTE_GROWN_LISTS > 0
        if (is_score) {
#if MOTE_GROWN_READOUTS && !MOTE_GROWN_LISTS_FIRST
            *score = (mote_grown_sum)((uint32_t)*score + (uint32_t)sum);
#else
            *score = sum;
#endif
            ++score;
            continue;
        }
#endif
#if MOTE_GROWN_NEURONS > 0
        {
            const uint8_t head = MOTE_GROWN_HEADS ? mote_next(&w) : MOTE_GROWN_KEPT;
            const int16_t value = mote_grown_neuron(&w, sum, head);
            if (!MOTE_GROWN_DROPS || (head & MOTE_GROWN_KEPT)) *out++ = value;
#if MOTE_GROWN_READOUTS
            {
                mote_grown_sum* to = layer_0_scores;
                uint8_t outputs = MOTE_GROWN_OUTPUTS;
                do {
                    *to = mote_grown_add(*to, mote_take8(&w), value);
                    ++to;
                } while (--outputs != 0);
            }
#endif
        }
#endif
    } while (--left != 0);
#else
    mote_grown_start();
#endif
}

#if MOTE_GROWN_EVENTS
enum {
    MOTE_GROWN_TAKE = 0,
    MOTE_GROWN_BEGIN = 4,
    MOTE_GROWN_PASS = 5,
    MOTE_GROWN_DONE = 6
}; /* 1-3: a run ends */

#if MOTE_GROWN_STRIDE <= 1
#define mote_grown_axis 0
#endif

static void mote_grown_begin(void) {
    mote_grown_event = layer_0_events;
    mote_grown_gap = mote_flash_u8(layer_0_events) & 31u;
#if MOTE_GROWN_STRIDE > 1
    mote_grown_axis = 0;
#endif
#if MOTE_GROWN_COUNTED
    mote_grown_next = 0;
#endif
}

#if MOTE_GROWN_STRIDE > 0
/* A run begins, or ends: the mean of its values. */
MOTE_INLINE void mote_grown_mark(mote_grown_value* value, uint8_t what, int16_t x, mote_grown_bits total) {
    if (what == MOTE_GROWN_BEGIN) {
        const mote_grown_value first = x;
        *value = (mote_grown_value)(mote_grown_bits)((mote_grown_bits)first - total);
    } else {
        const mote_grown_value sum = (mote_grown_value)(mote_grown_bits)((mote_grown_bits)*value + total);
        *value = (mote_grown_value)(sum >> what);
    }
}
#endif

/* The next encoded sample; 1 when it was the last and the scores are there. */
static uint8_t mote_grown_push(int16_t x) {
#if MOTE_GROWN_STRIDE > 0
    const mote_grown_value wide = x;
    const mote_grown_bits total =
        (mote_grown_bits)(mote_grown_total[mote_grown_axis] + (mote_grown_bits)wide);
    mote_grown_total[mote_grown_axis] = total;
#endif
#if MOTE_GROWN_STRIDE > 1
    if (++mote_grown_axis == MOTE_GROWN_STRIDE) mote_grown_axis = 0;
#endif
    while (mote_grown_gap == 0) {
        const uint8_t* at = mote_grown_event;
        const uint8_t what = (uint8_t)(mote_next(&at) >> 5);
        if (what == MOTE_GROWN_DONE) {
            mote_grown_begin();
            layer_0();
            return 1;
        }
        if (what != MOTE_GROWN_PASS) {
#if !MOTE_GROWN_COUNTED
            const uint8_t number = mote_next(&at);
#elif MOTE_GROWN_STRIDE > 0
            const uint8_t begins = what == MOTE_GROWN_TAKE || what == MOTE_GROWN_BEGIN;
            const uint8_t number = begins ? mote_grown_next++ : mote_next(&at);
#else
            const uint8_t number = mote_grown_next++;
#endif
            mote_grown_value* value = layer_0_values + number;
#if MOTE_GROWN_STRIDE > 0
            if (what != MOTE_GROWN_TAKE) {
                mote_grown_mark(value, what, x, total);
            } else
#endif
                *value = x;
        }
        mote_grown_event = at;
        mote_grown_gap = mote_flash_u8(at) & 31u;
    }
    --mote_grown_gap;
    return 0;
}
#endif

#endif
