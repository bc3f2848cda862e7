/* SPDX-License-Identifier: 0BSD */
#include "mote_crc16.h"

#ifdef __AVR__
#include <util/crc16.h>
#endif

#ifdef __AVR__
#define step _crc_xmodem_update
#else
static uint16_t step(uint16_t crc, uint8_t byte) {
    /* x^16 = x^12 + x^5 + 1: the byte that leaves at the top comes back at bits 12, 5 and 0. */
    const uint8_t out = (uint8_t)((uint8_t)(crc >> 8) ^ byte);
    const uint8_t mixed = (uint8_t)(out ^ (uint8_t)(out >> 4));
    crc = (uint16_t)((uint16_t)(crc << 8) ^ mixed);
    crc = (uint16_t)(crc ^ (uint16_t)((uint16_t)mixed << 5));
    return (uint16_t)(crc ^ (uint16_t)((uint16_t)mixed << 12));
}
#endif

uint16_t mote_crc16_byte(uint16_t crc, uint8_t byte) {
    return step(crc, byte);
}

uint16_t mote_crc16(uint16_t crc, const uint8_t* bytes, uint16_t size) {
    for (; size > 0; --size) crc = step(crc, *bytes++);
    return crc;
}
