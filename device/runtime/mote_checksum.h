/* SPDX-License-Identifier: 0BSD
 * What guards the bytes of a model against damage. */
#ifndef MOTE_CHECKSUM_H
#define MOTE_CHECKSUM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* CRC-16/XMODEM (poly 0x1021, init 0) of the first `size` bytes, in flash. */
uint16_t mote_checksum(const uint8_t* model, uint16_t size);

#ifdef __cplusplus
}
#endif

#endif
