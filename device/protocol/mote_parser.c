/* SPDX-License-Identifier: 0BSD */
#include "mote_parser.h"

#include "mote_crc16.h"

/* Checksums of the preamble as far as it has come: no bytes of RAM for it. */
#define CRC_OF_FIRST 0x14A0u
#define CRC_OF_PREAMBLE 0xF8E5u

static void start(mote_parser* parser, uint8_t received) {
    parser->received = received;
    parser->crc = received == 0 ? 0 : received == 1 ? CRC_OF_FIRST : CRC_OF_PREAMBLE;
}

void mote_parser_init(mote_parser* parser, const mote_frame_sink* sink, uint16_t max_size) {
    static const mote_header none = {0, 0, 0, {0, 0}};
    parser->sink = sink;
    parser->accepts = 0;
    parser->run = 0;
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

static void size_byte(mote_parser* parser, uint8_t byte) {
    header_byte(&parser->header, parser->received, byte);
    parser->crc = mote_crc16_byte(parser->crc, byte);
    ++parser->received;
    if (parser->received < 4) return;
    if (parser->header.size < MOTE_FRAME_MIN || parser->header.size > parser->max_size) refuse_size(parser);
}

/* The header is none that a sender writes: the real frame may begin within it. */
static void refuse_header(mote_parser* parser) {
    const mote_header header = parser->header;
    const uint8_t bytes[6] = {(uint8_t)header.size, (uint8_t)(header.size >> 8), header.type,
                              header.error,         header.reserved[0],          header.reserved[1]};
    uint8_t i;
    end_frame(parser, MOTE_FRAME_BAD_SIZE);
    for (i = 0; i < sizeof bytes; ++i) {
        if (parser->received < 2) {
            preamble_byte(parser, bytes[i]);
        } else if (parser->received < 4) {
            size_byte(parser, bytes[i]);
        } else { /* at most 6 bytes are here: the header is not complete */
            header_byte(&parser->header, parser->received, bytes[i]);
            parser->crc = mote_crc16_byte(parser->crc, bytes[i]);
            ++parser->received;
        }
    }
}

static void payload_run(mote_parser* parser, uint16_t offset, const uint8_t* bytes, uint8_t count) {
    if (parser->run) {
        parser->run(parser->sink->user, &parser->header, offset, bytes, count);
        return;
    }
    for (; count > 0; --count) parser->sink->payload(parser->sink->user, &parser->header, offset++, *bytes++);
}

/* The rest of the header, and the checksum; what lies between them is taken in runs. */
static void body_byte(mote_parser* parser, uint8_t byte) {
    const uint16_t position = parser->received;
    ++parser->received;
    if (position < MOTE_HEADER_BYTES) {
        parser->crc = mote_crc16_byte(parser->crc, byte);
        header_byte(&parser->header, position, byte);
        if (position == MOTE_HEADER_BYTES - 1u && parser->accepts &&
            !parser->accepts(parser->sink->user, &parser->header))
            refuse_header(parser);
    } else if (position == (uint16_t)(parser->header.size - MOTE_CRC_BYTES)) {
        parser->crc_low = byte;
    } else {
        const uint16_t sent = (uint16_t)(parser->crc_low | (uint16_t)((uint16_t)byte << 8));
        end_frame(parser, sent == parser->crc ? MOTE_FRAME_GOOD : MOTE_FRAME_BAD_CRC);
    }
}

static void any_byte(mote_parser* parser, uint8_t byte) {
    if (parser->received < 2) {
        preamble_byte(parser, byte);
    } else if (parser->received < 4) {
        size_byte(parser, byte);
    } else {
        body_byte(parser, byte);
    }
}

void mote_parser_byte(mote_parser* parser, uint8_t byte, uint32_t now_ms) {
    mote_parser_bytes(parser, &byte, 1, now_ms);
}

/* How many of `count` bytes are payload of the frame under way. */
static uint8_t payload_ahead(const mote_parser* parser, uint8_t count) {
    uint16_t left;
    if (parser->received < MOTE_HEADER_BYTES) return 0;
    left = (uint16_t)(parser->header.size - MOTE_CRC_BYTES);
    if (parser->received >= left) return 0;
    left = (uint16_t)(left - parser->received);
    return (uint8_t)(left < count ? left : count);
}

void mote_parser_bytes(mote_parser* parser, const uint8_t* bytes, uint8_t count, uint32_t now_ms) {
    mote_parser_tick(parser, now_ms);
    parser->last_ms = now_ms;
    while (count > 0) {
        const uint8_t ahead = payload_ahead(parser, count);
        const uint8_t taken = ahead > 0 ? ahead : 1;
        if (ahead > 0) {
            const uint16_t offset = (uint16_t)(parser->received - MOTE_HEADER_BYTES);
            parser->crc = mote_crc16(parser->crc, bytes, ahead);
            parser->received = (uint16_t)(parser->received + ahead);
            payload_run(parser, offset, bytes, ahead);
        } else {
            any_byte(parser, *bytes);
        }
        bytes += taken;
        count = (uint8_t)(count - taken);
    }
}

uint16_t mote_parser_missing(const mote_parser* parser) {
    if (parser->received == 0) return 0;
    if (parser->received < MOTE_HEADER_BYTES) return (uint16_t)(MOTE_FRAME_MIN - parser->received);
    return (uint16_t)(parser->header.size - parser->received);
}
