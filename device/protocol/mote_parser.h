/* SPDX-License-Identifier: 0BSD
 * Frames out of a stream of bytes, one byte at a time, without a buffer for the payload.
 *
 * The payload is handed on while it arrives; whether it was right is known only at the end of the frame:
 * a sink may keep what it got, but must act on it only when end() says MOTE_FRAME_GOOD.
 *
 *     static void payload(void* user, const mote_header* header, uint16_t offset, uint8_t byte);
 *     static void end(void* user, const mote_header* header, mote_frame_end how);
 *     static const mote_frame_sink sink = {payload, end, 0};
 *     mote_parser_init(&parser, &sink, 0xFFFF);
 *     while (serial_available()) mote_parser_byte(&parser, serial_read(), milliseconds());
 */
#ifndef MOTE_PARSER_H
#define MOTE_PARSER_H

#include "mote_frame.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A frame whose next byte does not come within this time is given up. Shorter than the 2000 ms after which
   existing hosts send again, so that the second sending finds the parser at rest; long enough for a host
   that is held up in the middle of a row. */
#ifndef MOTE_GAP_MS
#define MOTE_GAP_MS 1000u
#endif

typedef enum mote_frame_end {
    MOTE_FRAME_GOOD,
    MOTE_FRAME_BAD_CRC,
    MOTE_FRAME_BAD_SIZE, /* the size field is below MOTE_FRAME_MIN or above the parser's maximum, or the
                            receiver does not accept the header: its bytes are searched for another preamble */
    MOTE_FRAME_CUT_OFF   /* no byte for the time of the gap; the header may be incomplete */
} mote_frame_end;

typedef struct mote_frame_sink {
    /* One payload byte; offset counts from 0 within the frame. */
    void (*payload)(void* user, const mote_header* header, uint16_t offset, uint8_t byte);
    /* Once for every frame whose preamble was seen. */
    void (*end)(void* user, const mote_header* header, mote_frame_end how);
    void* user;
} mote_frame_sink;

typedef struct mote_parser {
    const mote_frame_sink* sink;
    /* Both may be null, and get the user of the sink. accepts: called once the header is complete; returns 0
       for a header that no sender writes, so that noise does not swallow what follows. run: a run of payload
       bytes at once, instead of sink->payload for each. */
    uint8_t (*accepts)(void* user, const mote_header* header);
    void (*run)(void* user, const mote_header* header, uint16_t offset, const uint8_t* bytes, uint8_t count);
    mote_header header;
    uint32_t last_ms;  /* when the last byte came */
    uint16_t max_size; /* larger frames are refused */
    uint16_t gap_ms;
    uint16_t received; /* bytes of the present frame; 0 between frames */
    uint16_t crc;      /* over them, as far as they are not the checksum itself */
    uint8_t crc_low;   /* first byte of the checksum */
} mote_parser;

/* The sink must outlive the parser. max_size: the largest whole frame that is taken, in bytes. The gap is
   MOTE_GAP_MS; write gap_ms for another. */
void mote_parser_init(mote_parser* parser, const mote_frame_sink* sink, uint16_t max_size);

/* One byte from the line. now_ms: any clock of milliseconds; it may wrap around. */
void mote_parser_byte(mote_parser* parser, uint8_t byte, uint32_t now_ms);

/* The same for a run of bytes that came together, in fewer cycles a byte. */
void mote_parser_bytes(mote_parser* parser, const uint8_t* bytes, uint8_t count, uint32_t now_ms);

/* How many more bytes the present frame has, as far as it is known; 0 between frames. */
uint16_t mote_parser_missing(const mote_parser* parser);

/* For a quiet line: gives a frame up whose next byte is overdue. */
void mote_parser_tick(mote_parser* parser, uint32_t now_ms);

/* Forgets a frame under way; the sink is not called. */
void mote_parser_reset(mote_parser* parser);

#ifdef __cplusplus
}
#endif
#endif
