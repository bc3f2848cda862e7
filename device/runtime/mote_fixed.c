/* SPDX-License-Identifier: 0BSD */
#include "mote_fixed.h"

#include <string.h>

#define MOTE_FIXED_LIMIT ((int32_t)1 << 30)

int32_t mote_scale(int32_t value, int16_t shift) {
    if (shift >= 0) {
        while (shift-- > 0) {
            if (value >= MOTE_FIXED_LIMIT / 2) return MOTE_FIXED_LIMIT;
            if (value <= -MOTE_FIXED_LIMIT / 2) return -MOTE_FIXED_LIMIT;
            value *= 2;
        }
        return value;
    }
    if (shift < -31) return 0;
    return ((value >> (-shift - 1)) + 1) >> 1;
}

int32_t mote_f32_split(uint32_t bits, int16_t* exponent) {
    const uint8_t biased = (uint8_t)(bits >> 23);
    int32_t mantissa = (int32_t)(bits & 0x007FFFFFul);
    *exponent = (int16_t)((int16_t)biased - 150);
    if (biased == 0 || (biased == 0xFF && mantissa != 0)) return 0;
    mantissa |= 0x00800000l;
    return (bits >> 31) ? -mantissa : mantissa;
}

int32_t mote_f32_to_fixed(uint32_t bits, int16_t exponent) {
    int16_t own;
    const int32_t mantissa = mote_f32_split(bits, &own);
    return mote_scale(mantissa, (int16_t)(own + exponent));
}

float mote_fixed_to_f32(int32_t value, int16_t exponent) {
    uint32_t magnitude = value < 0 ? (uint32_t)0 - (uint32_t)value : (uint32_t)value;
    int16_t biased = (int16_t)(exponent + 150);
    if (magnitude == 0) return 0.0f;
    while (magnitude >= 0x01000000ul) {
        magnitude >>= 1;
        ++biased;
    }
    while (magnitude < 0x00800000ul) {
        magnitude <<= 1;
        --biased;
    }
    if (biased <= 0) return 0.0f;
    if (biased >= 255) {
        biased = 254;
        magnitude = 0x00FFFFFFul;
    }
    return mote_f32_from_bits((magnitude & 0x007FFFFFul) | ((uint32_t)biased << 23) |
                              (value < 0 ? 0x80000000ul : 0ul));
}

uint32_t mote_f32_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

float mote_f32_from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
