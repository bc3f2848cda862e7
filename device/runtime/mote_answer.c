/* SPDX-License-Identifier: 0BSD
 * From scores to the answer: class, probabilities (softmax by a table of 2^-x), or value.
 *
 * Probabilities are made once a row: a weight 2^-x for each class, one division for all, one product a class.
 * Nothing here needs more than a product of 16 by 16 bits, and no float is computed with. */
#include <string.h>

#include "mote.h"
#include "mote_fixed.h"
#include "mote_platform.h"
#if MOTE_USE_DECISION && !MOTE_COMPILED
#include "mote_internal.h"
#endif

/* 2^(-i/16) * 2^16 */
static const uint16_t powers[17] MOTE_FLASH = {65535, 62757, 60097, 57549, 55109, 52773, 50535, 48393, 46341,
                                               44376, 42495, 40693, 38968, 37316, 35734, 34219, 32768};

/* Where the numbers of class k come from: a binary model has one score, that of class 1 against 0. */
static int32_t raw_score(const mote_net* net, uint8_t k) {
    if (mote_task(net) != MOTE_TASK_BINARY) return mote_score(net, k);
    return k == 0 ? 0 : mote_score(net, 0);
}

/* Order of scores as integers, also for the bits of floats. */
static int32_t ordered(const mote_net* net, int32_t score) {
    if (mote_activation(net) == MOTE_ACTIVATION_F32 && score < 0)
        return (int32_t)(0x80000000ul - (uint32_t)score);
    return score;
}

/* Class of the largest score, the lowest of equals. */
#if MOTE_USE_DECISION
static int8_t most_likely(const mote_net* net) {
#else
#define most_likely mote_class
int8_t mote_class(const mote_net* net) {
#endif
    uint8_t best = 0;
    uint8_t k;
    if (mote_task(net) == MOTE_TASK_REGRESSION) return 0;
    for (k = 1; k < mote_outputs(net); ++k)
        if (ordered(net, raw_score(net, k)) > ordered(net, raw_score(net, best))) best = k;
    return (int8_t)best;
}

static float value(const mote_net* net) {
    const int32_t score = mote_score(net, 0);
    if (mote_activation(net) == MOTE_ACTIVATION_F32) return mote_f32_from_bits((uint32_t)score);
    return mote_fixed_to_f32((int32_t)((uint32_t)score + (uint32_t)mote_score_offset(net)),
                             mote_score_exponent(net));
}

/* a * b / 256: two products that every chip with a multiplier has an instruction for. */
static uint16_t product(uint16_t a, uint8_t b) {
    return (uint16_t)((uint16_t)(a >> 8) * b + (uint16_t)((uint16_t)(uint8_t)a * b) / 256u);
}

/* a * b / 2^16 */
static uint16_t upper(uint16_t a, uint16_t b) {
    return (uint16_t)(((uint32_t)a * b) >> 16);
}

/* 2^-x * 2^16 for x in steps of 2^-12, from 65535 for 0 down to 1. */
static uint16_t power(uint16_t x) {
    const uint16_t* const at = powers + ((x >> 8) & 15u);
    const uint16_t high = mote_flash_u16(at);
    const uint16_t drop = (uint16_t)(high - mote_flash_u16(at + 1));
    return (uint16_t)((uint16_t)(high - product(drop, (uint8_t)x)) >> (x >> 12));
}

/* A score in steps of 2^exponent nats: as it is, or a float in steps of 2^-13. */
static int32_t fixed_score(const mote_net* net, uint8_t k) {
#if MOTE_USE_F32
    if (mote_activation(net) == MOTE_ACTIVATION_F32)
        return mote_f32_to_fixed((uint32_t)mote_score(net, k), 13);
#endif
    return mote_score(net, k);
}

#if MOTE_USE_DECISION

/* An archive has the code for its own task alone. */
#define DECIDES_TWO (MOTE_USE_DECISION != 3)
#define DECIDES_MANY (MOTE_USE_DECISION != 2)

/* The numbers of the model's decision (docs/model-format.md), in steps of fixed_score. */
#if MOTE_COMPILED

#define has_decision(net) ((void)(net), 1)
#define low_of(net) ((void)(net), (int32_t)(MOTE_MODEL_LOW))
#define band_of(net) ((void)(net), (int32_t)(MOTE_MODEL_BAND))
#if MOTE_MODEL_PENALIZES
static const uint8_t penalties[MOTE_MODEL_SCORES] MOTE_FLASH = MOTE_MODEL_PENALTIES;
#define penalty_of(net, k) ((void)(net), (uint32_t)mote_flash_u8(penalties + (k)) << MOTE_MODEL_PENALTY_SHIFT)
#else
#define penalty_of(net, k) ((void)(net), (void)(k), (uint32_t)0)
#endif

#else

#define has_decision(net) ((net)->decision != 0)

static uint8_t kinds_of(const mote_net* net) {
    return mote_flash_u8(net->model + net->decision);
}

#if DECIDES_TWO
static int32_t low_of(const mote_net* net) {
    uint16_t at = (uint16_t)(net->decision + 1u);
    return mote_unzigzag(mote_read_varint(net->model, &at));
}

#endif

/* Behind the threshold, or the penalties of all classes and their shift. */
static int32_t band_of(const mote_net* net) {
    uint16_t at = (uint16_t)(net->decision + 1u);
    if (!(kinds_of(net) & MOTE_DECISION_NOT_SURE)) return 0;
    if (DECIDES_TWO && mote_task(net) == MOTE_TASK_BINARY)
        (void)mote_read_varint(net->model, &at);
    else if (kinds_of(net) & MOTE_DECISION_THRESHOLD)
        at = (uint16_t)(at + 1u + net->score_count);
    return (int32_t)mote_read_varint(net->model, &at);
}

#if DECIDES_MANY
static uint32_t penalty_of(const mote_net* net, uint8_t k) {
    const uint8_t* const shift = net->model + net->decision + 1u;
    if (!(kinds_of(net) & MOTE_DECISION_THRESHOLD)) return 0;
    return (uint32_t)mote_flash_u8(shift + 1u + k) << mote_flash_u8(shift);
}
#endif

#endif

#if DECIDES_TWO
/* Class 0 up to a score, class 1 above another one; between them, when it need not be `sure`, neither. */
static int8_t decided_of_two(const mote_net* net, uint8_t sure) {
    const int32_t score = fixed_score(net, 0);
    int32_t low = low_of(net);
    int32_t high = low + band_of(net);
    if (sure) low = high = low + band_of(net) / 2;
    if (score <= low) return 0;
    return score > high ? 1 : MOTE_NOT_SURE;
}

#endif

#if DECIDES_MANY
/* The class with the least of penalty and distance to the largest score; it must lead by the band. */
static int8_t decided_of_many(const mote_net* net, uint8_t sure) {
    const uint32_t largest = (uint32_t)fixed_score(net, (uint8_t)most_likely(net));
    uint32_t best = 0xFFFFFFFFul;
    uint32_t second = best;
    uint8_t answer = 0;
    uint8_t k;
    for (k = 0; k < mote_outputs(net); ++k) {
        const uint32_t penalty = penalty_of(net, k);
        uint32_t behind = largest - (uint32_t)fixed_score(net, k) + penalty;
        if (behind < penalty) behind = 0xFFFFFFFFul; /* more than 32 bits */
        if (behind < best) {
            second = best;
            best = behind;
            answer = k;
        } else if (behind < second) {
            second = behind;
        }
    }
    return !sure && second - best < (uint32_t)band_of(net) ? MOTE_NOT_SURE : (int8_t)answer;
}

#endif

static int8_t decided(const mote_net* net, uint8_t sure) {
    if (!has_decision(net)) return most_likely(net);
#if DECIDES_TWO
    if (!DECIDES_MANY || mote_task(net) == MOTE_TASK_BINARY) return decided_of_two(net, sure);
#endif
#if DECIDES_MANY
    return decided_of_many(net, sure);
#endif
}

int8_t mote_class(const mote_net* net) {
    return decided(net, 0);
}

uint8_t mote_nearest_class(const mote_net* net) {
    return (uint8_t)decided(net, 1);
}

#else

uint8_t mote_nearest_class(const mote_net* net) {
    return (uint8_t)mote_class(net);
}

#endif

static int16_t fixed_exponent(const mote_net* net) {
    return (int16_t)(mote_activation(net) == MOTE_ACTIVATION_F32 ? -13 : mote_score_exponent(net));
}

/* log2(e) * 2^16, times the fraction of the model's slope, 65536 to 131072; its power of 2; and 2^32 divided by it. */
#if MOTE_USE_SLOPE && !MOTE_COMPILED
static uint32_t bits_of_nat(const mote_net* net) {
    if (net->slope == 0) return (uint32_t)94548ul;
    return (uint32_t)65536ul + ((uint32_t)mote_flash_u8(net->model + net->slope + 1u) << 8);
}
static int16_t slope_exponent(const mote_net* net) {
    return net->slope == 0 ? 0 : (int8_t)mote_flash_u8(net->model + net->slope);
}
static uint16_t ratio(uint16_t part, uint16_t whole);
#define nats_of_bits(bits) ratio(0x8000u, (uint16_t)((bits) >> 1))
#else
#if !MOTE_USE_SLOPE
#define MOTE_MODEL_SLOPE 94548ul
#define MOTE_MODEL_SLOPE_EXPONENT 0
#endif
#define bits_of_nat(net) ((void)(net), (uint32_t)(MOTE_MODEL_SLOPE))
#define slope_exponent(net) ((void)(net), (MOTE_MODEL_SLOPE_EXPONENT))
#define nats_of_bits(bits) (0xFFFFFFFFul / (bits))
#endif

/* distance / 256^bytes; all ones beyond 32 bits. */
static uint32_t shifted(uint32_t distance, int16_t bytes) {
    if (bytes > 3 || distance == 0) return 0;
    if (bytes >= 0) return distance >> (8 * bytes);
    if (bytes < -3 || distance >> (32 + 8 * bytes) != 0) return 0xFFFFFFFFul;
    return distance << (-8 * bytes);
}

/* e^-distance * 2^16 for a distance in steps of fixed_score; 0 beyond 16 bits. Whole bytes are shifted, and the
 * other `rest` bits, 1 to 8, are part of the factor log2(e) * 2^(16 - rest). */
static uint16_t weight(const mote_net* net, uint32_t distance) {
    const int16_t right =
        (int16_t)(-12 - fixed_exponent(net) - slope_exponent(net)); /* from there to 2^-12 nats */
    const uint8_t rest = (uint8_t)(((uint8_t)(right - 1) & 7u) + 1u);
    const uint32_t bits = bits_of_nat(net);
    const uint16_t factor = (uint16_t)(bits >> rest);
    distance = shifted(distance, (int16_t)((right - rest) / 8));
    if (distance >= (uint32_t)nats_of_bits(bits) << rest) return 0;
    return power(
        (uint16_t)((uint16_t)((uint8_t)(distance >> 16) * factor) + upper((uint16_t)distance, factor)));
}

/* part / whole * 2^16, rounded down, for a part below the whole: long division. */
static uint16_t ratio(uint16_t part, uint16_t whole) {
    uint16_t out = 0;
    uint8_t i;
    for (i = 16; i > 0; --i) {
        const uint16_t carry = part & 0x8000u;
        part = (uint16_t)(part << 1);
        out = (uint16_t)(out << 1);
        if (carry || part >= whole) {
            part = (uint16_t)(part - whole);
            ++out;
        }
    }
    return out;
}

/* The probability of the class that a binary model does not answer: w / (1 + w), at most 0x7FFF steps. */
static uint16_t less_likely(const mote_net* net) {
    const int32_t score = fixed_score(net, 0);
    const uint16_t half = weight(net, score < 0 ? 0u - (uint32_t)score : (uint32_t)score) >> 1;
    return ratio(half, (uint16_t)(0x8000u + half));
}

/* What weights are multiplied by, to be probabilities: scale * 2^-shift. */
typedef struct {
    uint16_t scale;
    uint8_t shift;
} normaliser;

/* The largest weight is 65535, so the total is at least 2^16. */
static normaliser normaliser_of(uint32_t total) {
    normaliser out = {0, 0};
    for (total >>= 1; total >> 16; total >>= 1) ++out.shift;
    out.scale = (uint16_t)(ratio(0x7FFFu, (uint16_t)total) + 1u);
    return out;
}

static uint16_t normalised(uint16_t weight_of_class, normaliser by) {
    return (uint16_t)(upper(weight_of_class, by.scale) >> by.shift);
}

static uint16_t weight_of(const mote_net* net, int32_t largest, uint8_t k) {
    return weight(net, (uint32_t)largest - (uint32_t)fixed_score(net, k));
}

void mote_probabilities(const mote_net* net, uint16_t* out) {
    uint32_t total = 1;
    uint8_t k;
    normaliser by;
    int32_t largest;
    if (mote_task(net) == MOTE_TASK_BINARY) {
        const uint16_t less = less_likely(net);
        k = mote_score(net, 0) > 0; /* the class, also by the bits of a float */
        out[k] = (uint16_t)(0xFFFFu - less);
        out[1u - k] = less;
        return;
    }
    largest = fixed_score(net, (uint8_t)most_likely(net));
    for (k = 0; k < mote_outputs(net); ++k) {
        out[k] = weight_of(net, largest, k);
        total += out[k];
    }
    by = normaliser_of(total);
    for (k = 0; k < mote_outputs(net); ++k) out[k] = normalised(out[k], by);
}

/* steps * 2^-16 as a float: its bits are put together, the lower half first as on every machine here. */
static MOTE_OUTLINED void put_probability(float* out, uint16_t steps) {
    uint16_t halves[2] = {0, 0};
    if (steps != 0) {
        uint16_t exponent = 126u << 7; /* of 0.5 and more */
        for (; !(steps & 0x8000u); steps = (uint16_t)(steps << 1)) exponent = (uint16_t)(exponent - 0x80u);
        halves[0] = (uint16_t)(steps << 8);
        halves[1] = (uint16_t)(exponent | ((steps >> 8) & 0x7Fu));
    }
    memcpy(out, halves, sizeof halves);
}

void mote_answer(const mote_net* net, float* out) {
    uint8_t k;
    uint8_t* next =
        (uint8_t*)out + 2u * mote_outputs(net); /* the upper half: read before it is overwritten */
    if (mote_task(net) == MOTE_TASK_REGRESSION) {
        out[0] = value(net);
        return;
    }
    mote_probabilities(net, (uint16_t*)(void*)next);
    for (k = 0; k < mote_outputs(net); ++k) {
        uint16_t steps;
        memcpy(&steps, next, sizeof steps);
        next += sizeof steps;
        put_probability(out++, steps);
    }
}

float mote_output(const mote_net* net, uint8_t k) {
    float out;
    uint32_t total = 1;
    int32_t largest;
    uint8_t i;
    if (mote_task(net) == MOTE_TASK_REGRESSION) return value(net);
    if (mote_task(net) == MOTE_TASK_BINARY) {
        const uint16_t less = less_likely(net);
        put_probability(&out, k == (mote_score(net, 0) > 0) ? (uint16_t)(0xFFFFu - less) : less);
        return out;
    }
    largest = fixed_score(net, (uint8_t)most_likely(net));
    for (i = 0; i < mote_outputs(net); ++i) total += weight_of(net, largest, i);
    put_probability(&out, normalised(weight_of(net, largest, k), normaliser_of(total)));
    return out;
}
