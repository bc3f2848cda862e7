/* SPDX-License-Identifier: 0BSD */
#include "mote_checksum.h"

#include "mote_platform.h"

/* A byte at a time without a table. */
uint16_t mote_checksum(const uint8_t* model, uint16_t size) {
    uint16_t crc = 0;
    uint16_t i;
    for (i = 0; i < size; ++i) {
        crc = (uint16_t)((crc >> 8) | (crc << 8));
        crc ^= mote_flash_u8(model + i);
        crc ^= (uint16_t)((crc & 0xFFu) >> 4);
        crc ^= (uint16_t)(crc << 12);
        crc ^= (uint16_t)((crc & 0xFFu) << 5);
    }
    return crc;
}
