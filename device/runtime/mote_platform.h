/* SPDX-License-Identifier: 0BSD
 * Where constants live. On AVR, flash is a memory of its own and needs its own instructions. */
#ifndef MOTE_PLATFORM_H
#define MOTE_PLATFORM_H

#include <stdint.h>

/* Not copied to where it is called: one copy is smaller. */
#ifdef __GNUC__
#define MOTE_OUTLINED __attribute__((noinline))
#else
#define MOTE_OUTLINED
#endif

#ifdef __AVR__
#include <avr/pgmspace.h>
#define MOTE_FLASH PROGMEM
/* Variables that mote_begin or the first sample sets: no start-up code needs to clear them. */
#define MOTE_KEPT __attribute__((section(".noinit")))
#define mote_flash_u8(address) pgm_read_byte(address)
#define mote_flash_u16(address) pgm_read_word(address)
#else
#define MOTE_FLASH
#define MOTE_KEPT
#define mote_flash_u8(address) (*(const uint8_t*)(address))
#define mote_flash_u16(address) (*(const uint16_t*)(address))
#endif

#endif
