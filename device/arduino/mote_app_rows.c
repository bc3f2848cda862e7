/* SPDX-License-Identifier: 0BSD */
#include "mote_app_rows.h"

#include "model.h"
#include "mote_board.h"

static struct {
    NeuralNet net;
    uint8_t reverse_bytes;
    union {
        /* The payload that is arriving, or the bytes of the published sample that is. */
        uint8_t kept[MOTE_PIECE_BYTES(MOTE_PIECE_SAMPLES)];
        struct {
            mote_sums sums;
            uint8_t place[2], check[2];
            uint8_t sample[4], held; /* the sample that is arriving, and how many of its bytes have come */
        } whole;
    } arriving;
    /* The row that comes in pieces. */
    uint8_t in_pieces;   /* there is one */
    uint16_t row;        /* its number */
    uint16_t taken;      /* samples of it that were taken */
    const float* answer; /* when all of them were; sent again when it is asked for again */
} rows;

#ifdef __AVR__
/* Parser, protocol and rows take 64 bytes of RAM beside the row itself and the buffer of the line: 32 here, 32 in
   mote_app.c. */
typedef char rows_take_32_bytes[sizeof rows <= sizeof(NeuralNet) + 32u ? 1 : -1];
#endif

NeuralNet* mote_rows_net(void) {
    return &rows.net;
}

void mote_rows_begin(void) {
    rows.reverse_bytes = 0;
    rows.in_pieces = 0;
}

void mote_rows_forget(void) {
    rows.in_pieces = 0;
}

void mote_rows_reverse_bytes(uint8_t reverse) {
    rows.reverse_bytes = reverse;
}

uint8_t mote_rows_accept(const mote_header* header) {
    const uint16_t payload = mote_payload_bytes(header);
    if (payload < MOTE_PIECE_BYTES(0)) return 0;
    if (header->type == MOTE_TYPE_PIECE) return payload <= MOTE_PIECE_BYTES(MOTE_PIECE_SAMPLES);
#if MODEL_KEEPS_ROW
    return payload <= MOTE_PIECE_BYTES(4u * rows.net.inputsDim);
#else
    return 0; /* they would come faster than the model computes */
#endif
}

/* ---- samples for the model ---- */

/* MOTE_SAMPLES_... of a place. */
static uint8_t type_of(const uint8_t* place) {
    return (uint8_t)(place[1] >> 6);
}

/* Bytes of a sample, as a shift. */
static uint8_t shift_of(uint8_t type) {
    return type == MOTE_SAMPLES_SCALED ? 0 : (uint8_t)(2u - type);
}

static void put_samples(uint8_t type, const uint8_t* bytes, uint8_t count) {
#if MODEL_STREAMS
    mote_board_timer_resume(); /* only the model's own time counts, not that of the line */
#endif
    if (type == MOTE_SAMPLES_F32) {
        CalculatorPutBytes(&rows.net, bytes, count);
    } else if (type == MOTE_SAMPLES_I16) {
        CalculatorPutWords(&rows.net, bytes, count);
    } else {
        CalculatorPutSmall(&rows.net, bytes, count, type == MOTE_SAMPLES_SCALED);
    }
#if MODEL_STREAMS
    mote_board_timer_pause();
#endif
}

/* ---- published rows ---- */

static void put_floats(uint16_t offset, const uint8_t* bytes, uint8_t count) {
    /* The last value is the bias, which our models have of their own. */
    const uint16_t before = offset >> 2;
    if (before >= rows.net.inputsDim) return;
    if (count > (uint16_t)(rows.net.inputsDim - before)) count = (uint8_t)(rows.net.inputsDim - before);
    put_samples(MOTE_SAMPLES_F32, bytes, count);
}

static void take_sample_byte(uint16_t offset, uint8_t byte) {
    const uint8_t lane = (uint8_t)(offset & 3u);
    rows.arriving.kept[rows.reverse_bytes ? 3u - lane : lane] = byte;
    if (lane == 3) put_floats(offset, rows.arriving.kept, 1);
}

/* What does not begin or end with a sample is taken byte by byte. */
static void take_published(uint16_t offset, const uint8_t* bytes, uint8_t count) {
    if (offset == 0) {
        rows.in_pieces = 0;
        CalculatorBeginInputs(&rows.net);
    }
    while (count > 0) {
        uint8_t taken = 1;
        if (count >= 4 && (offset & 3u) == 0 && !rows.reverse_bytes) {
            taken = count & (uint8_t)~3u;
            put_floats(offset, bytes, taken >> 2);
        } else {
            take_sample_byte(offset, *bytes);
        }
        bytes += taken;
        offset = (uint16_t)(offset + taken);
        count = (uint8_t)(count - taken);
    }
}

void mote_rows_reply_sample(mote_writer* writer, const mote_header* request) {
    const float* result;
    if (mote_payload_bytes(request) != 4u * (rows.net.inputsDim + 1u)) {
        mote_reply_error(writer, request, MOTE_ERROR_INVALID_SIZE);
        return;
    }
    result = CalculatorRunBuffered(&rows.net);
    if (result) {
        mote_reply_sample(writer, request, result, (uint16_t)rows.net.outputsDim);
    } else {
        mote_reply_error(writer, request, MOTE_ERROR_NO_MEMORY);
    }
}

/* ---- rows that come in pieces ---- */

/* The samples of a piece that is the next of its row. 0: they are no whole samples, or too many. */
static uint8_t take_samples(uint8_t type, uint8_t bytes) {
    const uint8_t shift = shift_of(type);
    const uint8_t count = (uint8_t)(bytes >> shift);
    if ((uint8_t)(count << shift) != bytes || count > (uint16_t)(rows.net.inputsDim - rows.taken)) return 0;
    put_samples(type, rows.arriving.kept + 2, count);
    rows.taken = (uint16_t)(rows.taken + count);
    return 1;
}

static void begin_row(uint16_t row) {
    rows.in_pieces = 1;
    rows.row = row;
    rows.taken = 0;
    rows.answer = 0;
    CalculatorBeginInputs(&rows.net);
}

/* Takes the piece if it is the next one of its row. MOTE_ERROR_...: what is wrong with it. */
static uint8_t take_piece(uint16_t row, uint8_t bytes) {
    const uint16_t first = mote_read_u16(rows.arriving.kept) & 0x3FFFu;
    if (first == 0 && (!rows.in_pieces || rows.row != row)) begin_row(row);
    if (!rows.in_pieces || rows.row != row || rows.answer) return MOTE_ERROR_SUCCESS;
    if (first == rows.taken && !take_samples(type_of(rows.arriving.kept), bytes))
        return MOTE_ERROR_INVALID_SIZE;
    if (rows.taken != rows.net.inputsDim) return MOTE_ERROR_SUCCESS;
    rows.answer = CalculatorRunBuffered(&rows.net);
    if (rows.answer) return MOTE_ERROR_SUCCESS;
    rows.in_pieces = 0;
    return MOTE_ERROR_NO_MEMORY;
}

/* What the board has of the row goes back, so that a piece that came twice, or after one that was lost, does no harm. */
void mote_rows_reply_piece(mote_writer* writer, const mote_header* request) {
    const uint16_t bytes = mote_payload_bytes(request);
    const uint16_t row = mote_sequence(request);
    uint8_t error = MOTE_ERROR_SEND_AGAIN;
    if (mote_piece_is_whole(request, rows.arriving.kept, bytes))
        error = take_piece(row, (uint8_t)(bytes - MOTE_PIECE_BYTES(0)));
    if (error != MOTE_ERROR_SUCCESS) {
        mote_reply_error(writer, request, error);
    } else if (rows.in_pieces && rows.row == row) {
        mote_reply_piece(writer, request, rows.taken, rows.answer,
                         rows.answer ? (uint16_t)rows.net.outputsDim : 0);
    } else {
        mote_reply_piece(writer, request, 0, 0, 0);
    }
}

/* ---- rows in one frame ---- */

static void begin_whole(const mote_header* header) {
    static const mote_sums none = {0, 0};
    rows.in_pieces = 0;
    rows.arriving.whole.sums = none;
    rows.arriving.whole.held = 0;
    mote_sums_add(&rows.arriving.whole.sums, header->reserved, 2);
    CalculatorBeginInputs(&rows.net);
}

/* Samples may be cut anywhere: what is no whole one waits. */
static void take_whole_samples(const uint8_t* bytes, uint8_t count) {
    const uint8_t type = type_of(rows.arriving.whole.place);
    const uint8_t shift = shift_of(type);
    mote_sums_add(&rows.arriving.whole.sums, bytes, count);
    while (count > 0) {
        const uint8_t samples = rows.arriving.whole.held > 0 ? 0 : (uint8_t)(count >> shift);
        uint8_t taken = 1;
        if (samples > 0) {
            taken = (uint8_t)(samples << shift);
            put_samples(type, bytes, samples);
        } else {
            rows.arriving.whole.sample[rows.arriving.whole.held++] = *bytes;
            if (rows.arriving.whole.held == (uint8_t)(1u << shift)) {
                rows.arriving.whole.held = 0;
                put_samples(type, rows.arriving.whole.sample, 1);
            }
        }
        bytes += taken;
        count = (uint8_t)(count - taken);
    }
}

/* Place, samples, check. */
static void take_whole(const mote_header* header, uint16_t offset, const uint8_t* bytes, uint8_t count) {
    const uint16_t check_at = (uint16_t)(mote_payload_bytes(header) - 2u);
    if (offset == 0) begin_whole(header);
    for (; count > 0 && offset < 2; --count) {
        mote_sums_add(&rows.arriving.whole.sums, bytes, 1);
        rows.arriving.whole.place[offset++] = *bytes++;
    }
    if (count > 0 && offset < check_at) {
        const uint16_t left = (uint16_t)(check_at - offset);
        const uint8_t samples = left < count ? (uint8_t)left : count;
        take_whole_samples(bytes, samples);
        bytes += samples;
        offset = (uint16_t)(offset + samples);
        count = (uint8_t)(count - samples);
    }
    for (; count > 0; --count) rows.arriving.whole.check[offset++ - check_at] = *bytes++;
}

void mote_rows_reply_row(mote_writer* writer, const mote_header* request) {
    const uint16_t bytes = (uint16_t)(mote_payload_bytes(request) - MOTE_PIECE_BYTES(0));
    const uint8_t* const place = rows.arriving.whole.place;
    const float* result;
    if (mote_sums_folded(&rows.arriving.whole.sums) != mote_read_u16(rows.arriving.whole.check)) {
        mote_reply_error(writer, request, MOTE_ERROR_SEND_AGAIN);
        return;
    }
    if ((mote_read_u16(place) & 0x3FFFu) != 0 ||
        (uint32_t)rows.net.inputsDim << shift_of(type_of(place)) != bytes) {
        mote_reply_error(writer, request, MOTE_ERROR_INVALID_SIZE);
        return;
    }
    result = CalculatorRunBuffered(&rows.net);
    if (result) {
        mote_reply_piece(writer, request, rows.net.inputsDim, result, (uint16_t)rows.net.outputsDim);
    } else {
        mote_reply_error(writer, request, MOTE_ERROR_NO_MEMORY);
    }
}

/* ---- what the parser delivers ---- */

void mote_rows_take(const mote_header* header, uint16_t offset, const uint8_t* bytes, uint8_t count) {
    if (header->type == MOTE_TYPE_SAMPLE) {
        take_published(offset, bytes, count);
    } else if (header->type == MOTE_TYPE_ROW) {
        take_whole(header, offset, bytes, count);
    } else {
        for (; count > 0 && offset < sizeof rows.arriving.kept; --count)
            rows.arriving.kept[offset++] = *bytes++;
    }
}

const uint8_t* mote_rows_kept(void) {
    return rows.arriving.kept;
}
