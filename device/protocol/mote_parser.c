/* SPDX-License-Identifier: 0BSD */
#include "mote_parser.h"

#include "mote_crc16.h"

static void start(mote_parser* parser, uint16_t received) {
    static const uint8_t preamble[2] = {MOTE_PREAMBLE_FIRST, MOTE_PREAMBLE_SECOND};
    parser->received = received;
    parser->crc = mote_crc16(0, preamble, received);
}

void mote_parser_init(mote_parser* parser, const mote_frame_sink* sink, uint16_t max_size) {
    static const mote_header none = {0, 0, 0, {0, 0}};
    parser->sink = sink;
    parser->header = none;
    parser->last_ms = 0;
    parser->max_size = max_size;
    parser->gap_ms = MOTE_GAP_MS;
    parser->crc_low = 0;
    start(parser, 0);
}

void mote_parser_reset(mote_parser* parser) {
    start(parser, 0);
}

static void end_frame(mote_parser* parser, mote_frame_end how) {
    start(parser, 0);
    parser->sink->end(parser->sink->user, &parser->header, how);
}

void mote_parser_tick(mote_parser* parser, uint32_t now_ms) {
    if (parser->received == 0 || (uint32_t)(now_ms - parser->last_ms) <= parser->gap_ms) return;
    if (parser->received < 2) {
        start(parser, 0); /* a lone AA was no frame yet */
    } else {
        end_frame(parser, MOTE_FRAME_CUT_OFF);
    }
}

/* The first two bytes. AA AA 55 is a stray AA before a preamble: the second AA may still begin one. */
static void preamble_byte(mote_parser* parser, uint8_t byte) {
    if (parser->received == 1 && byte == MOTE_PREAMBLE_SECOND) {
        start(parser, 2);
    } else {
        start(parser, byte == MOTE_PREAMBLE_FIRST ? 1 : 0);
    }
}

/* What passed for a size may itself be (the beginning of) the preamble of the real frame. */
static void refuse_size(mote_parser* parser) {
    const uint16_t size = parser->header.size;
    end_frame(parser, MOTE_FRAME_BAD_SIZE);
    if (size == (uint16_t)(MOTE_PREAMBLE_FIRST | (MOTE_PREAMBLE_SECOND << 8))) {
        start(parser, 2);
    } else if ((size >> 8) == MOTE_PREAMBLE_FIRST) {
        start(parser, 1);
    }
}

static void header_byte(mote_header* header, uint16_t position, uint8_t byte) {
    switch (position) {
        case 2:
            header->size = byte;
            return;
        case 3:
            header->size = (uint16_t)(header->size | (uint16_t)((uint16_t)byte << 8));
            return;
        case 4:
            header->type = byte;
            return;
        case 5:
            header->error = byte;
            return;
        case 6:
            header->reserved[0] = byte;
            return;
        default:
            header->reserved[1] = byte;
            return;
    }
}

static void body_byte(mote_parser* parser, uint8_t byte) {
    const uint16_t position = parser->received;
    const uint16_t crc_at = (uint16_t)(parser->header.size - MOTE_CRC_BYTES);
    ++parser->received;
    if (position < crc_at) {
        parser->crc = mote_crc16_byte(parser->crc, byte);
        if (position < MOTE_HEADER_BYTES) {
            header_byte(&parser->header, position, byte);
        } else {
            const uint16_t offset = (uint16_t)(position - MOTE_HEADER_BYTES);
            parser->sink->payload(parser->sink->user, &parser->header, offset, byte);
        }
    } else if (position == crc_at) {
        parser->crc_low = byte;
    } else {
        const uint16_t sent = (uint16_t)(parser->crc_low | (uint16_t)((uint16_t)byte << 8));
        end_frame(parser, sent == parser->crc ? MOTE_FRAME_GOOD : MOTE_FRAME_BAD_CRC);
    }
}

static void size_byte(mote_parser* parser, uint8_t byte) {
    header_byte(&parser->header, parser->received, byte);
    parser->crc = mote_crc16_byte(parser->crc, byte);
    ++parser->received;
    if (parser->received < 4) return;
    if (parser->header.size < MOTE_FRAME_MIN || parser->header.size > parser->max_size) refuse_size(parser);
}

void mote_parser_byte(mote_parser* parser, uint8_t byte, uint32_t now_ms) {
    mote_parser_tick(parser, now_ms);
    parser->last_ms = now_ms;
    if (parser->received < 2) {
        preamble_byte(parser, byte);
    } else if (parser->received < 4) {
        size_byte(parser, byte);
    } else {
        body_byte(parser, byte);
    }
}
