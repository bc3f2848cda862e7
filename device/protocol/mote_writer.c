/* SPDX-License-Identifier: 0BSD */
#include "mote_writer.h"

#include <string.h>

#include "mote_crc16.h"

void mote_write_u8(mote_writer* writer, uint8_t value) {
    writer->crc = mote_crc16_byte(writer->crc, value);
    writer->put(writer->user, value);
}

void mote_write_u16(mote_writer* writer, uint16_t value) {
    mote_write_u8(writer, (uint8_t)value);
    mote_write_u8(writer, (uint8_t)(value >> 8));
}

void mote_write_u32(mote_writer* writer, uint32_t value) {
    mote_write_u16(writer, (uint16_t)value);
    mote_write_u16(writer, (uint16_t)(value >> 16));
}

void mote_write_f32(mote_writer* writer, float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    mote_write_u32(writer, bits);
}

void mote_write_begin(mote_writer* writer, const mote_header* header, uint16_t payload_bytes) {
    writer->crc = 0;
    mote_write_u8(writer, MOTE_PREAMBLE_FIRST);
    mote_write_u8(writer, MOTE_PREAMBLE_SECOND);
    mote_write_u16(writer, (uint16_t)(MOTE_FRAME_MIN + payload_bytes));
    mote_write_u8(writer, header->type);
    mote_write_u8(writer, header->error);
    mote_write_u8(writer, header->reserved[0]);
    mote_write_u8(writer, header->reserved[1]);
}

void mote_write_end(mote_writer* writer) {
    mote_write_u16(writer, writer->crc);
}

void mote_write_to_buffer(void* buffer, uint8_t byte) {
    mote_buffer* goal = (mote_buffer*)buffer;
    if (goal->used < goal->capacity) goal->bytes[goal->used] = byte;
    if (goal->used < 0xFFFFu) ++goal->used;
}
