/* SPDX-License-Identifier: 0BSD
 * Rows of samples on their way to the Calculator while they arrive: as published, in pieces, and whole (docs/protocol.md).
 * A part of mote_app.c. */
#ifndef MOTE_APP_ROWS_H
#define MOTE_APP_ROWS_H

#include "calculator.h"
#include "mote_messages.h"

#ifdef __cplusplus
extern "C" {
#endif

/* No row is under way. */
void mote_rows_begin(void);
/* Whose model gets the samples. */
NeuralNet* mote_rows_net(void);
/* Another session: the numbers of its rows may be those of the last one. */
void mote_rows_forget(void);
/* Samples of published rows come big-endian. */
void mote_rows_reverse_bytes(uint8_t reverse);

/* 0: no sender writes such a row to this model. For the types MOTE_TYPE_PIECE and MOTE_TYPE_ROW. */
uint8_t mote_rows_accept(const mote_header* header);

/* `count` bytes of a payload, in order; offset: of the first of them. Samples go to the Calculator, the payload of
   everything else is kept: its first MOTE_PIECE_BYTES(MOTE_PIECE_SAMPLES) bytes. */
void mote_rows_take(const mote_header* header, uint16_t offset, const uint8_t* bytes, uint8_t count);
const uint8_t* mote_rows_kept(void);

/* The answer to a frame whose checksum was right; may run an inference. */
void mote_rows_reply_sample(mote_writer* writer, const mote_header* request);
void mote_rows_reply_piece(mote_writer* writer, const mote_header* request);
void mote_rows_reply_row(mote_writer* writer, const mote_header* request);

#ifdef __cplusplus
}
#endif
#endif
