/* SPDX-License-Identifier: 0BSD
 * Numbers of any width, packed without gaps, highest bit first. */
#include "mote_internal.h"

uint32_t mote_read_varint(const uint8_t* model, uint16_t* at) {
    uint32_t value = 0;
    uint8_t shift = 0;
    uint8_t byte;
    do {
        byte = mote_flash_u8(model + *at);
        ++*at;
        value |= (uint32_t)(byte & 0x7Fu) << shift;
        shift = (uint8_t)(shift + 7u);
    } while ((byte & 0x80u) != 0 && shift < 35u);
    return value;
}

int32_t mote_unzigzag(uint32_t value) {
    return (value & 1u) ? -(int32_t)(value >> 1) - 1 : (int32_t)(value >> 1);
}

#if MOTE_USE_TREES || MOTE_USE_SPARSE || MOTE_USE_COMPACT
void mote_bits_begin(mote_bits* bits, const uint8_t* model, uint16_t at, uint16_t end) {
    bits->model = model;
    bits->at = at;
    bits->end = end;
    bits->byte = 0;
    bits->left = 0;
    bits->bad = 0;
}

uint16_t mote_bits_take(mote_bits* bits, uint8_t n) {
    uint16_t value = 0;
    uint8_t byte = bits->byte;
    uint8_t left = bits->left;
    for (; n > 0; --n) {
        if (left == 0) {
            if (bits->at >= bits->end) {
                bits->bad = 1;
                return 0;
            }
            byte = mote_flash_u8(bits->model + bits->at);
            ++bits->at;
            left = 8;
        }
        value = (uint16_t)(value << 1);
        if (byte & 0x80u) value |= 1u;
        byte = (uint8_t)(byte << 1);
        --left;
    }
    bits->byte = byte;
    bits->left = left;
    return value;
}

uint16_t mote_bits_gamma(mote_bits* bits) {
    uint8_t length = 0;
    while (mote_bits_take(bits, 1) != 0) {
        if (++length > 15u) {
            bits->bad = 1;
            return 0;
        }
    }
    return (uint16_t)(((uint32_t)1u << length) + mote_bits_take(bits, length) - 1u);
}
#endif
