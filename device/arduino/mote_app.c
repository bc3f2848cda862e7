/* SPDX-License-Identifier: 0BSD */
#include "mote_app.h"

#include "calculator.h"
#include "model.h"
#include "mote_messages.h"
#include "mote_parser.h"

#define BLINK_MS 250u
/* Bytes worth waking up for: a multiple of 4. A model that takes samples as they come begins early. */
#if MODEL_STREAMS
#define MOST_WANTED 16u
#else
#define MOST_WANTED 64u
#endif

static struct {
    NeuralNet net;
    mote_parser parser;
    /* the bytes of the sample, or of the request's payload, that is arriving */
    uint8_t value[MOTE_PIECE_BYTES(MOTE_PIECE_SAMPLES)];
    uint8_t failed;        /* no model */
    uint8_t reverse_bytes; /* samples come big-endian (dataset info) */
    /* The row that comes in pieces. */
    uint8_t in_pieces;   /* there is one */
    uint16_t row;        /* its number */
    uint16_t taken;      /* samples of it that were taken */
    const float* answer; /* when all of them were; sent again when it is asked for again */
} app;

/* ---- replies ---- */

static void put(void* user, uint8_t byte) {
    (void)user;
    mote_board_put(byte);
}

static mote_writer writer = {put, 0, 0};

#if MODEL_RAW_FLOAT
#define SAMPLE_TYPE MOTE_SAMPLES_F32
#else
#define SAMPLE_TYPE MOTE_SAMPLES_I16
#endif

static void reply_abilities(const mote_header* request, const mote_model_info* info) {
    mote_abilities abilities = {MOTE_VERSION, SAMPLE_TYPE, 0, 0, 0, 0, 1, MOTE_PIECE_SAMPLES, 1.0f};
#ifdef MODEL_CHECKSUM
    abilities.checksum = MODEL_CHECKSUM;
#endif
    abilities.model_bytes = (uint32_t)model_bin_len;
    abilities.inputs = app.net.inputsDim;
    abilities.largest_frame = (uint16_t)(MOTE_FRAME_MIN + 4u * (app.net.inputsDim + 1u));
    mote_reply_abilities(&writer, request, info, &abilities);
}

static void reply_model_info(const mote_header* request) {
    mote_model_info info;
    mote_header header = *request;
    info.outputs = (uint16_t)app.net.outputsDim;
    info.task = (uint16_t)app.net.taskType;
    app.in_pieces = 0; /* another session: its numbers may be those of the last one */
    mote_stats_reset(mote_app_stats());
    if (mote_sequence(request) == MOTE_ASK_ABILITIES) {
        reply_abilities(request, &info);
        return;
    }
#ifdef MODEL_CHECKSUM
    if (mote_sequence(request) == MOTE_ASK_CHECKSUM) {
        header.reserved[0] = (uint8_t)(MODEL_CHECKSUM & 255u);
        header.reserved[1] = (uint8_t)(MODEL_CHECKSUM >> 8);
    }
#endif
    mote_reply_model_info(&writer, &header, &info);
}

static void reply_dataset_info(const mote_header* request) {
    mote_dataset_info info;
    if (!mote_read_dataset_info(app.value, mote_payload_bytes(request), &info) ||
        info.columns != app.net.inputsDim + 1u) {
        mote_reply_error(&writer, request, MOTE_ERROR_INVALID_SIZE);
        return;
    }
    app.reverse_bytes = info.reverse_bytes != 0;
    mote_stats_reset(mote_app_stats());
    mote_reply_dataset_info(&writer, request);
}

static void reply_sample(const mote_header* request) {
    const float* result;
    if (mote_payload_bytes(request) != 4u * (app.net.inputsDim + 1u)) {
        mote_reply_error(&writer, request, MOTE_ERROR_INVALID_SIZE);
        return;
    }
    result = CalculatorRunBuffered(&app.net);
    if (result) {
        mote_reply_sample(&writer, request, result, (uint16_t)app.net.outputsDim);
    } else {
        mote_reply_error(&writer, request, MOTE_ERROR_NO_MEMORY);
    }
}

static void reply_performance(const mote_header* request) {
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
    mote_reply_performance(&writer, request, &report);
}

/* ---- samples for the model ---- */

static void put_samples(uint16_t offset, const uint8_t* bytes, uint8_t count) {
    /* The last value is the bias, which our models have of their own. */
    const uint16_t before = offset >> 2;
    if (before >= app.net.inputsDim) return;
    if (count > (uint16_t)(app.net.inputsDim - before)) count = (uint8_t)(app.net.inputsDim - before);
#if MODEL_STREAMS
    mote_board_timer_resume(); /* only the model's own time counts, not that of the line */
#endif
    CalculatorPutBytes(&app.net, bytes, count);
#if MODEL_STREAMS
    mote_board_timer_pause();
#endif
}

/* ---- rows that come in pieces ---- */

/* Samples of one or two bytes become floats, as all others come. */
static void put_integers(uint16_t first, const uint8_t* bytes, uint8_t count, uint8_t type) {
    const uint8_t width = type == MOTE_SAMPLES_I8 ? 1 : 2;
    for (; count > 0; --count) {
        const int16_t value = width == 1 ? (int16_t)(int8_t)*bytes : (int16_t)mote_read_u16(bytes);
        uint8_t sample[4];
        mote_put_f32(sample, (float)value);
        put_samples((uint16_t)(4u * first++), sample, 1);
        bytes += width;
    }
}

/* The samples of a piece that is the next of its row. 0: they are no whole samples, or too many. */
static uint8_t take_piece(uint16_t place, uint8_t bytes) {
    const uint8_t type = (uint8_t)(place >> 14);
    uint8_t shift, count;
    if (type > MOTE_SAMPLES_I8) return 0;
    shift = (uint8_t)(2u - type); /* of the bytes of a sample */
    count = (uint8_t)(bytes >> shift);
    if ((uint8_t)(count << shift) != bytes || count > (uint16_t)(app.net.inputsDim - app.taken)) return 0;
    if (type == MOTE_SAMPLES_F32) {
        put_samples((uint16_t)(4u * app.taken), app.value + 2, count);
    } else {
        put_integers(app.taken, app.value + 2, count, type);
    }
    app.taken = (uint16_t)(app.taken + count);
    return 1;
}

static void begin_row(uint16_t row) {
    app.in_pieces = 1;
    app.row = row;
    app.taken = 0;
    app.answer = 0;
    CalculatorBeginInputs(&app.net);
}

/* Takes the piece if it is the next one of its row. MOTE_ERROR_...: what is wrong with it. */
static uint8_t take_next_piece(uint16_t row, uint16_t place, uint8_t bytes) {
    const uint16_t first = place & 0x3FFFu;
    if (first == 0 && (!app.in_pieces || app.row != row)) begin_row(row);
    if (!app.in_pieces || app.row != row || app.answer) return MOTE_ERROR_SUCCESS;
    if (first == app.taken && !take_piece(place, bytes)) return MOTE_ERROR_INVALID_SIZE;
    if (app.taken != app.net.inputsDim) return MOTE_ERROR_SUCCESS;
    app.answer = CalculatorRunBuffered(&app.net);
    if (app.answer) return MOTE_ERROR_SUCCESS;
    app.in_pieces = 0;
    return MOTE_ERROR_NO_MEMORY;
}

/* What the board has of the row goes back, so that a piece that came twice, or after one that was lost, does no harm. */
static void reply_piece(const mote_header* request) {
    const uint16_t bytes = mote_payload_bytes(request);
    const uint16_t row = mote_sequence(request);
    uint8_t error = MOTE_ERROR_SEND_AGAIN;
    if (mote_piece_is_whole(request, app.value, bytes))
        error = take_next_piece(row, mote_read_u16(app.value), (uint8_t)(bytes - MOTE_PIECE_BYTES(0)));
    if (error != MOTE_ERROR_SUCCESS) {
        mote_reply_error(&writer, request, error);
    } else if (app.in_pieces && app.row == row) {
        mote_reply_piece(&writer, request, app.taken, app.answer,
                         app.answer ? (uint16_t)app.net.outputsDim : 0);
    } else {
        mote_reply_piece(&writer, request, 0, 0, 0);
    }
}

static void reply(const mote_header* request) {
    switch (request->type) {
        case MOTE_TYPE_MODEL_INFO:
            reply_model_info(request);
            return;
        case MOTE_TYPE_DATASET_INFO:
            reply_dataset_info(request);
            return;
        case MOTE_TYPE_SAMPLE:
            reply_sample(request);
            return;
        case MOTE_TYPE_PIECE:
            reply_piece(request);
            return;
        case MOTE_TYPE_PERFORMANCE:
            reply_performance(request);
            return;
        default:
            mote_reply_error(&writer, request, MOTE_ERROR_INVALID_SIZE);
            return;
    }
}

/* ---- what the parser delivers ---- */

static void take_sample_byte(uint16_t offset, uint8_t byte) {
    const uint8_t lane = (uint8_t)(offset & 3u);
    app.value[app.reverse_bytes ? 3u - lane : lane] = byte;
    if (lane == 3) put_samples(offset, app.value, 1);
}

/* What does not begin or end with a sample is taken byte by byte. */
static void take_samples(uint16_t offset, const uint8_t* bytes, uint8_t count) {
    while (count > 0) {
        uint8_t taken = 1;
        if (count >= 4 && (offset & 3u) == 0 && !app.reverse_bytes) {
            taken = count & (uint8_t)~3u;
            put_samples(offset, bytes, taken >> 2);
        } else {
            take_sample_byte(offset, *bytes);
        }
        bytes += taken;
        offset = (uint16_t)(offset + taken);
        count = (uint8_t)(count - taken);
    }
}

static void on_run(void* user, const mote_header* header, uint16_t offset, const uint8_t* bytes,
                   uint8_t count) {
    (void)user;
    if (app.failed) return;
    if (header->type == MOTE_TYPE_SAMPLE) {
        if (offset == 0) {
            app.in_pieces = 0;
            CalculatorBeginInputs(&app.net);
        }
        take_samples(offset, bytes, count);
        return;
    }
    for (; count > 0 && offset < sizeof app.value; --count) app.value[offset++] = *bytes++;
}

/* Not used: on_run takes whole runs. */
static void on_payload(void* user, const mote_header* header, uint16_t offset, uint8_t byte) {
    on_run(user, header, offset, &byte, 1);
}

/* Noise that looks like a preamble is seldom followed by the header of a request. A row that is too long is
   refused before it comes. */
static uint8_t on_header(void* user, const mote_header* header) {
    const uint16_t payload = mote_payload_bytes(header);
    (void)user;
    if (header->error != 0 || (header->type & MOTE_REPLY_BIT)) return 0;
    if (header->type == MOTE_TYPE_PIECE)
        return payload >= MOTE_PIECE_BYTES(0) && payload <= MOTE_PIECE_BYTES(MOTE_PIECE_SAMPLES);
    if (header->type != MOTE_TYPE_SAMPLE) return header->size <= MOTE_FRAME_MIN + MOTE_PERFORMANCE_BYTES;
    if (payload <= 4u * (app.net.inputsDim + 1u) || app.failed) return 1;
    if ((payload & 3u) == 0) mote_reply_error(&writer, header, MOTE_ERROR_INVALID_SIZE);
    return 0;
}

static void on_end(void* user, const mote_header* header, mote_frame_end how) {
    (void)user;
    if (how == MOTE_FRAME_BAD_CRC && header->type <= MOTE_TYPE_PIECE) {
        mote_reply_error(&writer, header, MOTE_ERROR_SEND_AGAIN);
    } else if (how != MOTE_FRAME_GOOD || (header->type & MOTE_REPLY_BIT)) {
        return; /* noise, or another board's reply: an answer would only add to it */
    } else if (app.failed) {
        mote_reply_error(&writer, header, MOTE_ERROR_NO_MEMORY);
    } else {
        reply(header);
    }
}

static const mote_frame_sink sink = {on_payload, on_end, 0};

/* ---- entry points ---- */

uint8_t mote_app_init(void) {
    mote_stats_reset(mote_app_stats());
    app.reverse_bytes = 0;
    app.in_pieces = 0;
    /* No upper limit on the size: on_header answers an oversized row by "invalid size". */
    mote_parser_init(&app.parser, &sink, 0xFFFFu);
    app.parser.run = on_run;
    app.parser.accepts = on_header;
    app.failed = CalculatorInit(&app.net, 0) != ERR_NO_ERROR;
    return app.failed;
}

void mote_app_bytes(const uint8_t* bytes, uint8_t count, uint32_t now_ms) {
    mote_parser_bytes(&app.parser, bytes, count, now_ms);
}

void mote_app_byte(uint8_t byte, uint32_t now_ms) {
    mote_parser_byte(&app.parser, byte, now_ms);
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
