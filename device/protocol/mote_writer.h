/* SPDX-License-Identifier: 0BSD
 * Frames written byte by byte: to a UART, or into a buffer. Nothing is stored on the way. */
#ifndef MOTE_WRITER_H
#define MOTE_WRITER_H

#include "mote_frame.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mote_writer {
    void (*put)(void* user, uint8_t byte);
    void* user;
    uint16_t crc;
} mote_writer;

/* Begins a frame: exactly payload_bytes (at most MOTE_PAYLOAD_MAX) must follow before mote_write_end. The
   size in `header` is not read. */
void mote_write_begin(mote_writer* writer, const mote_header* header, uint16_t payload_bytes);
void mote_write_u8(mote_writer* writer, uint8_t value);
void mote_write_u16(mote_writer* writer, uint16_t value);
void mote_write_u32(mote_writer* writer, uint32_t value);
void mote_write_f32(mote_writer* writer, float value); /* IEEE 754 single precision, little-endian */
void mote_write_end(mote_writer* writer);              /* the checksum */

/* A caller's buffer as the goal: mote_write_to_buffer as `put`, a mote_buffer as `user`. Bytes beyond the
   capacity are dropped but counted: used > capacity means that the frame did not fit. */
typedef struct mote_buffer {
    uint8_t* bytes;
    uint16_t capacity;
    uint16_t used;
} mote_buffer;
void mote_write_to_buffer(void* buffer, uint8_t byte);

#ifdef __cplusplus
}
#endif
#endif
