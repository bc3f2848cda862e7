/* SPDX-License-Identifier: 0BSD
 * Inside the reader only: going over the bytes of a model. */
#ifndef MOTE_READER_H
#define MOTE_READER_H

#include "mote_internal.h"

typedef struct {
    const uint8_t* model;
    uint16_t at;
    uint16_t end; /* first byte of the checksum */
    uint8_t bad;  /* 1 after an attempt to read beyond it, or what cannot be */
} mote_reader;

uint8_t mote_read_u8(mote_reader* r);
/* Moves over `bytes`; where they began. */
uint16_t mote_skip(mote_reader* r, uint32_t bytes);
/* Takes `bytes` of the arena, a multiple of 4 always; its offset. */
uint16_t mote_take_arena(mote_net* net, uint32_t bytes, mote_reader* r);
/* Of one value between layers. */
uint8_t mote_activation_bytes(const mote_net* net);

/* The content of a layer; its code, steps and channels are known. */
mote_status mote_read_layer(mote_reader* r, mote_net* net, mote_layer* layer);

#endif
