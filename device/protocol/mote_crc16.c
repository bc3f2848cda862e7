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

#ifdef __AVR_HAVE_MUL__

/* 21 cycles a byte. The products by 32 are the shifts by 5; the loop is not unrolled, so that it stays 36 bytes. */
uint16_t mote_crc16(uint16_t crc, const uint8_t* bytes, uint16_t size) {
    const uint8_t* const end = bytes + size;
    uint8_t scratch;
    if (size == 0) return crc;
    __asm__ volatile(
        "1:\tld %[t], %a[from]+\n\t"
        "eor %B[crc], %[t]\n\t"
        "mov %[t], %B[crc]\n\tswap %[t]\n\tandi %[t], 0x0f\n\teor %B[crc], %[t]\n\t" /* mixed, as above */
        "mul %B[crc], %[by]\n\t"
        "mov %[t], %B[crc]\n\tswap %[t]\n\tandi %[t], 0xf0\n\t"
        "eor %[t], %A[crc]\n\teor %[t], r1\n\t"
        "mov %A[crc], %B[crc]\n\teor %A[crc], r0\n\t"
        "mov %B[crc], %[t]\n\t"
        "cp %A[from], %A[end]\n\tcpc %B[from], %B[end]\n\tbrne 1b\n\t"
        "clr r1"
        : [crc] "+r"(crc), [from] "+e"(bytes), [t] "=&d"(scratch)
        : [by] "r"((uint8_t)32), [end] "r"(end)
        : "r0", "memory");
    return crc;
}

#else

uint16_t mote_crc16(uint16_t crc, const uint8_t* bytes, uint16_t size) {
    for (; size > 0; --size) crc = step(crc, *bytes++);
    return crc;
}

#endif
