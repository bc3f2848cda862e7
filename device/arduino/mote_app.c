/* SPDX-License-Identifier: 0BSD */
#include "mote_app.h"

#include "model.h"
#include "mote_app_rows.h"
#include "mote_parser.h"

#define BLINK_MS 250u
/* Bytes worth waking up for: a multiple of 4. A model that takes samples as they come begins early. */
#if MODEL_STREAMS
#define MOST_WANTED 16u
#else
#define MOST_WANTED 64u
#endif

static struct {
    mote_parser parser;
    uint8_t failed; /* no model */
} app;

/* ---- replies ---- */

static void put(void* user, uint8_t byte) {
    (void)user;
    mote_board_put(byte);
}

#if MODEL_RAW_FLOAT
#define SAMPLE_TYPE MOTE_SAMPLES_F32
#elif MODEL_SAMPLE_SCALE > 1
#define SAMPLE_TYPE (MODEL_SAMPLE_DOWN ? MOTE_SAMPLES_SCALED_DOWN : MOTE_SAMPLES_SCALED)
#else
#define SAMPLE_TYPE MOTE_SAMPLES_I16
#endif

/* Of the receive buffer: what mote_app_take may hold while more comes, and room for what comes while it releases that. */
#define NOT_LENT 48u

/* What the buffer takes while an inference runs. A model that takes samples as they come has no time for more of them. */
static uint8_t credit(void) {
#if MODEL_KEEPS_ROW
    const uint32_t bytes = mote_board_io_buffer();
    if (bytes > 256u) return (uint8_t)(255u - NOT_LENT);
    if (bytes > NOT_LENT + 1u) return (uint8_t)(bytes - 1u - NOT_LENT);
#endif
    return 0;
}

static void reply_abilities(mote_writer* writer, const mote_header* request, const mote_model_info* info) {
    mote_abilities abilities = {
        MOTE_VERSION, SAMPLE_TYPE, 0, 0, 0, 0, 0, MOTE_PIECE_SAMPLES, (float)MODEL_SAMPLE_SCALE};
    abilities.credit = credit();
#ifdef MODEL_CHECKSUM
    abilities.checksum = MODEL_CHECKSUM;
#endif
    abilities.model_bytes = (uint32_t)model_bin_len;
    abilities.inputs = mote_rows_net()->inputsDim;
    abilities.largest_frame = (uint16_t)(MOTE_FRAME_MIN + 4u * (mote_rows_net()->inputsDim + 1u));
    mote_reply_abilities(writer, request, info, &abilities);
}

static void reply_model_info(mote_writer* writer, const mote_header* request) {
    mote_model_info info;
    mote_header header = *request;
    info.outputs = (uint16_t)mote_rows_net()->outputsDim;
    info.task = (uint16_t)mote_rows_net()->taskType;
    mote_rows_forget();
    mote_stats_reset(mote_app_stats());
    if (mote_sequence(request) == MOTE_ASK_ABILITIES) {
        reply_abilities(writer, request, &info);
        return;
    }
#ifdef MODEL_CHECKSUM
    if (mote_sequence(request) == MOTE_ASK_CHECKSUM) {
        header.reserved[0] = (uint8_t)(MODEL_CHECKSUM & 255u);
        header.reserved[1] = (uint8_t)(MODEL_CHECKSUM >> 8);
    }
#endif
    mote_reply_model_info(writer, &header, &info);
}

static void reply_dataset_info(mote_writer* writer, const mote_header* request) {
    mote_dataset_info info;
    if (!mote_read_dataset_info(mote_rows_kept(), mote_payload_bytes(request), &info) ||
        info.columns != mote_rows_net()->inputsDim + 1u) {
        mote_reply_error(writer, request, MOTE_ERROR_INVALID_SIZE);
        return;
    }
    mote_rows_reverse_bytes(info.reverse_bytes != 0);
    mote_stats_reset(mote_app_stats());
    mote_reply_dataset_info(writer, request);
}

static void reply_performance(mote_writer* writer, const mote_header* request) {
    mote_performance report;
    const float us_per_cycle = 1e6f / (float)mote_board_cpu_hz();
    report.min_us = (float)mote_app_stats()->min_cycles * us_per_cycle;
    report.max_us = (float)mote_app_stats()->max_cycles * us_per_cycle;
    report.mean_us = mote_stats_mean(mote_app_stats()) * us_per_cycle;
    report.ram_now = mote_board_ram_now();
    report.ram_total = mote_board_ram_total();
    report.io_buffer = mote_board_io_buffer();
    report.model_flash = (uint32_t)model_bin_len;
    report.cpu_hz = mote_board_cpu_hz();
    mote_reply_performance(writer, request, &report);
}

static void reply(mote_writer* writer, const mote_header* request) {
    switch (request->type) {
        case MOTE_TYPE_MODEL_INFO:
            reply_model_info(writer, request);
            return;
        case MOTE_TYPE_DATASET_INFO:
            reply_dataset_info(writer, request);
            return;
        case MOTE_TYPE_SAMPLE:
            mote_rows_reply_sample(writer, request);
            return;
        case MOTE_TYPE_PIECE:
            mote_rows_reply_piece(writer, request);
            return;
        case MOTE_TYPE_ROW:
            mote_rows_reply_row(writer, request);
            return;
        case MOTE_TYPE_PERFORMANCE:
            reply_performance(writer, request);
            return;
        default:
            mote_reply_error(writer, request, MOTE_ERROR_INVALID_SIZE);
            return;
    }
}

/* ---- what the parser delivers ---- */

static void on_run(void* user, const mote_header* header, uint16_t offset, const uint8_t* bytes,
                   uint8_t count) {
    (void)user;
    if (!app.failed) mote_rows_take(header, offset, bytes, count);
}

/* Not used: on_run takes whole runs. */
static void on_payload(void* user, const mote_header* header, uint16_t offset, uint8_t byte) {
    on_run(user, header, offset, &byte, 1);
}

/* Noise that looks like a preamble is seldom followed by the header of a request. A row that is too long is
   refused before it comes. */
static uint8_t on_header(void* user, const mote_header* header) {
    const uint16_t payload = mote_payload_bytes(header);
    mote_writer writer = {put, 0, 0};
    (void)user;
    if (header->error != 0 || (header->type & MOTE_REPLY_BIT)) return 0;
    if (header->type == MOTE_TYPE_PIECE || header->type == MOTE_TYPE_ROW) return mote_rows_accept(header);
    if (header->type != MOTE_TYPE_SAMPLE) return header->size <= MOTE_FRAME_MIN + MOTE_PERFORMANCE_BYTES;
    if (payload <= 4u * (mote_rows_net()->inputsDim + 1u) || app.failed) return 1;
    if ((payload & 3u) == 0) mote_reply_error(&writer, header, MOTE_ERROR_INVALID_SIZE);
    return 0;
}

static void on_end(void* user, const mote_header* header, mote_frame_end how) {
    mote_writer writer = {put, 0, 0};
    (void)user;
    if (how == MOTE_FRAME_BAD_CRC && header->type <= MOTE_TYPE_ROW) {
        mote_reply_error(&writer, header, MOTE_ERROR_SEND_AGAIN);
    } else if (how != MOTE_FRAME_GOOD || (header->type & MOTE_REPLY_BIT)) {
        return; /* noise, or another board's reply: an answer would only add to it */
    } else if (app.failed) {
        mote_reply_error(&writer, header, MOTE_ERROR_NO_MEMORY);
    } else {
        reply(&writer, header);
    }
}

static const mote_frame_sink sink = {on_payload, on_end, 0};
#ifdef __AVR__
typedef char app_takes_32_bytes[sizeof app + sizeof sink <= 32u ? 1 : -1]; /* see mote_app_rows.c */
#endif

/* ---- entry points ---- */

uint8_t mote_app_init(void) {
    mote_stats_reset(mote_app_stats());
    mote_rows_begin();
    /* No upper limit on the size: on_header answers an oversized row by "invalid size". */
    mote_parser_init(&app.parser, &sink, 0xFFFFu);
    app.parser.run = on_run;
    app.parser.accepts = on_header;
    app.failed = CalculatorInit(mote_rows_net(), 0) != ERR_NO_ERROR;
    return app.failed;
}

void mote_app_bytes(const uint8_t* bytes, uint8_t count, uint32_t now_ms) {
    mote_parser_bytes(&app.parser, bytes, count, now_ms);
}

void mote_app_byte(uint8_t byte, uint32_t now_ms) {
    mote_parser_byte(&app.parser, byte, now_ms);
}

uint8_t mote_app_take(const uint8_t* bytes, uint8_t count, uint32_t now_ms) {
    uint16_t missing = mote_parser_missing(&app.parser);
    if (missing == 0) missing = MOTE_FRAME_MIN;
    if (missing > MOTE_CRC_BYTES) missing = (uint16_t)(missing - MOTE_CRC_BYTES);
    if (count > missing) count = (uint8_t)missing;
    mote_parser_bytes(&app.parser, bytes, count, now_ms);
    return count;
}

uint8_t mote_app_wants(void) {
    const uint16_t missing = mote_parser_missing(&app.parser);
    if (missing == 0) return 1;
    if (missing <= MOST_WANTED) return (uint8_t)missing;
    return (uint8_t)(MOST_WANTED - (app.parser.received & 3u)); /* so that runs end with a sample */
}

void mote_app_tick(uint32_t now_ms) {
    mote_parser_tick(&app.parser, now_ms);
    if (app.failed) mote_board_leds(((now_ms / BLINK_MS) & 1u) ? MOTE_LED_RED : MOTE_LED_GREEN);
}
