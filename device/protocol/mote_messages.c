/* SPDX-License-Identifier: 0BSD */
#include "mote_messages.h"

#include <string.h>

/* ---- the check of pieces and rows ---- */

/* In registers: as far as the compiler knows, the bytes may be the sums. */
void mote_sums_add(mote_sums* sums, const uint8_t* bytes, uint16_t count) {
    const uint8_t* const end = bytes + count;
    uint16_t of_bytes = sums->bytes;
    uint16_t of_sums = sums->sums;
    while (bytes != end) {
        of_bytes = (uint16_t)(of_bytes + *bytes++);
        of_sums = (uint16_t)(of_sums + of_bytes);
    }
    sums->bytes = of_bytes;
    sums->sums = of_sums;
}

static void add_u16(mote_sums* sums, uint16_t value) {
    uint8_t bytes[2];
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
    mote_sums_add(sums, bytes, 2);
}

uint16_t mote_sums_folded(const mote_sums* sums) {
    return (uint16_t)(sums->sums ^ (uint16_t)((sums->bytes << 8) | (sums->bytes >> 8)));
}

uint16_t mote_piece_check(const mote_header* header, const uint8_t* payload, uint16_t bytes) {
    mote_sums sums = {0, 0};
    mote_sums_add(&sums, header->reserved, 2);
    mote_sums_add(&sums, payload, bytes);
    return mote_sums_folded(&sums);
}

uint8_t mote_piece_is_whole(const mote_header* header, const uint8_t* payload, uint16_t bytes) {
    if (bytes < MOTE_PIECE_BYTES(0)) return 0;
    bytes = (uint16_t)(bytes - 2u);
    return mote_piece_check(header, payload, bytes) == mote_read_u16(payload + bytes);
}

/* ---- requests and replies ---- */

static void begin_request(mote_writer* writer, uint8_t type, uint16_t sequence, uint16_t payload_bytes) {
    mote_header header = {0, 0, MOTE_ERROR_SUCCESS, {0, 0}};
    header.type = type;
    header.reserved[0] = (uint8_t)sequence;
    header.reserved[1] = (uint8_t)(sequence >> 8);
    mote_write_begin(writer, &header, payload_bytes);
}

static void begin_reply(mote_writer* writer, const mote_header* request, uint8_t type, uint8_t error,
                        uint16_t payload_bytes) {
    mote_header header = *request;
    header.type = (uint8_t)(type | MOTE_REPLY_BIT);
    header.error = error;
    mote_write_begin(writer, &header, payload_bytes);
}

void mote_request_model_info(mote_writer* writer, uint16_t sequence) {
    begin_request(writer, MOTE_TYPE_MODEL_INFO, sequence, 0);
    mote_write_end(writer);
}

void mote_request_dataset_info(mote_writer* writer, uint16_t sequence, const mote_dataset_info* info) {
    begin_request(writer, MOTE_TYPE_DATASET_INFO, sequence, MOTE_DATASET_INFO_BYTES);
    mote_write_u16(writer, info->columns);
    mote_write_u16(writer, info->reverse_bytes);
    mote_write_end(writer);
}

static void request_samples(mote_writer* writer, uint8_t frame, uint16_t sequence, uint16_t place,
                            const uint8_t* samples, uint16_t bytes) {
    mote_sums sums = {0, 0};
    begin_request(writer, frame, sequence, (uint16_t)MOTE_PIECE_BYTES(bytes));
    add_u16(&sums, sequence);
    add_u16(&sums, place);
    mote_sums_add(&sums, samples, bytes);
    mote_write_u16(writer, place);
    for (; bytes > 0; --bytes) mote_write_u8(writer, *samples++);
    mote_write_u16(writer, mote_sums_folded(&sums));
    mote_write_end(writer);
}

void mote_request_piece(mote_writer* writer, uint16_t sequence, uint8_t type, uint16_t first,
                        const uint8_t* samples, uint8_t bytes) {
    const uint16_t place = (uint16_t)(first | (uint16_t)((uint16_t)type << 14));
    request_samples(writer, MOTE_TYPE_PIECE, sequence, place, samples, bytes);
}

void mote_request_row(mote_writer* writer, uint16_t sequence, uint8_t type, const uint8_t* samples,
                      uint16_t bytes) {
    request_samples(writer, MOTE_TYPE_ROW, sequence, (uint16_t)((uint16_t)type << 14), samples, bytes);
}

void mote_request_performance(mote_writer* writer, uint16_t sequence) {
    begin_request(writer, MOTE_TYPE_PERFORMANCE, sequence, 0);
    mote_write_end(writer);
}

void mote_request_sample(mote_writer* writer, uint16_t sequence, const float* values, uint16_t inputs) {
    uint16_t i;
    begin_request(writer, MOTE_TYPE_SAMPLE, sequence, (uint16_t)(4u * inputs + 4u));
    for (i = 0; i < inputs; ++i) mote_write_f32(writer, values[i]);
    mote_write_f32(writer, 1.0f);
    mote_write_end(writer);
}

void mote_reply_model_info(mote_writer* writer, const mote_header* request, const mote_model_info* info) {
    begin_reply(writer, request, MOTE_TYPE_MODEL_INFO, MOTE_ERROR_SUCCESS, MOTE_MODEL_INFO_BYTES);
    mote_write_u16(writer, info->outputs);
    mote_write_u16(writer, info->task);
    mote_write_end(writer);
}

void mote_reply_abilities(mote_writer* writer, const mote_header* request, const mote_model_info* info,
                          const mote_abilities* abilities) {
    begin_reply(writer, request, MOTE_TYPE_MODEL_INFO, MOTE_ERROR_SUCCESS, MOTE_ABILITIES_BYTES);
    mote_write_u16(writer, info->outputs);
    mote_write_u16(writer, info->task);
    mote_write_u8(writer, abilities->version);
    mote_write_u8(writer, abilities->sample_type);
    mote_write_u16(writer, abilities->checksum);
    mote_write_u32(writer, abilities->model_bytes);
    mote_write_u16(writer, abilities->inputs);
    mote_write_u16(writer, abilities->largest_frame);
    mote_write_u8(writer, abilities->credit);
    mote_write_u8(writer, abilities->piece);
    mote_write_f32(writer, abilities->scale);
    mote_write_end(writer);
}

void mote_reply_dataset_info(mote_writer* writer, const mote_header* request) {
    begin_reply(writer, request, MOTE_TYPE_DATASET_INFO, MOTE_ERROR_SUCCESS, 0);
    mote_write_end(writer);
}

void mote_reply_sample(mote_writer* writer, const mote_header* request, const float* values,
                       uint16_t outputs) {
    uint16_t i;
    begin_reply(writer, request, MOTE_TYPE_SAMPLE, MOTE_ERROR_SUCCESS, (uint16_t)(4u * outputs));
    for (i = 0; i < outputs; ++i) mote_write_f32(writer, values[i]);
    mote_write_end(writer);
}

static uint32_t bits_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

void mote_reply_piece(mote_writer* writer, const mote_header* request, uint16_t taken, const float* values,
                      uint16_t outputs) {
    mote_sums sums = {0, 0};
    begin_reply(writer, request, request->type, MOTE_ERROR_SUCCESS, (uint16_t)(4u * outputs + 4u));
    mote_sums_add(&sums, request->reserved, 2);
    add_u16(&sums, taken);
    mote_write_u16(writer, taken);
    for (; outputs > 0; --outputs) {
        const uint32_t bits = bits_of(*values++);
        add_u16(&sums, (uint16_t)bits);
        add_u16(&sums, (uint16_t)(bits >> 16));
        mote_write_u32(writer, bits);
    }
    mote_write_u16(writer, mote_sums_folded(&sums));
    mote_write_end(writer);
}

void mote_reply_performance(mote_writer* writer, const mote_header* request, const mote_performance* report) {
    begin_reply(writer, request, MOTE_TYPE_PERFORMANCE, MOTE_ERROR_SUCCESS, MOTE_PERFORMANCE_BYTES);
    mote_write_f32(writer, report->min_us);
    mote_write_f32(writer, report->max_us);
    mote_write_f32(writer, report->mean_us);
    mote_write_u32(writer, report->ram_now);
    mote_write_u32(writer, report->ram_total);
    mote_write_u32(writer, report->io_buffer);
    mote_write_u32(writer, report->model_flash);
    mote_write_u32(writer, report->cpu_hz);
    mote_write_end(writer);
}

void mote_reply_error(mote_writer* writer, const mote_header* request, uint8_t error) {
    begin_reply(writer, request, MOTE_TYPE_ERROR, error, 0);
    mote_write_end(writer);
}

uint16_t mote_sequence(const mote_header* header) {
    return mote_read_u16(header->reserved);
}

uint16_t mote_payload_bytes(const mote_header* header) {
    return (uint16_t)(header->size - MOTE_FRAME_MIN);
}

uint16_t mote_read_u16(const uint8_t* bytes) {
    return (uint16_t)(bytes[0] | (uint16_t)((uint16_t)bytes[1] << 8));
}

uint32_t mote_read_u32(const uint8_t* bytes) {
    return (uint32_t)mote_read_u16(bytes) | ((uint32_t)mote_read_u16(bytes + 2) << 16);
}

float mote_read_f32(const uint8_t* bytes) {
    float value;
#ifdef __AVR__ /* little-endian as the protocol */
    memcpy(&value, bytes, sizeof value);
#else
    const uint32_t bits = mote_read_u32(bytes);
    memcpy(&value, &bits, sizeof value);
#endif
    return value;
}

void mote_put_f32(uint8_t* bytes, float value) {
    const uint32_t bits = bits_of(value);
    bytes[0] = (uint8_t)bits;
    bytes[1] = (uint8_t)(bits >> 8);
    bytes[2] = (uint8_t)(bits >> 16);
    bytes[3] = (uint8_t)(bits >> 24);
}

uint8_t mote_read_model_info(const uint8_t* payload, uint16_t bytes, mote_model_info* info) {
    if (bytes != MOTE_MODEL_INFO_BYTES && bytes != MOTE_ABILITIES_BYTES) return 0;
    info->outputs = mote_read_u16(payload);
    info->task = mote_read_u16(payload + 2);
    return 1;
}

uint8_t mote_read_abilities(const uint8_t* payload, uint16_t bytes, mote_abilities* abilities) {
    static const mote_abilities none = {0, 0, 0, 0, 0, 0, 0, 0, 0.0f};
    *abilities = none;
    if (bytes == MOTE_MODEL_INFO_BYTES) return 1;
    if (bytes != MOTE_ABILITIES_BYTES) return 0;
    abilities->version = payload[4];
    abilities->sample_type = payload[5];
    abilities->checksum = mote_read_u16(payload + 6);
    abilities->model_bytes = mote_read_u32(payload + 8);
    abilities->inputs = mote_read_u16(payload + 12);
    abilities->largest_frame = mote_read_u16(payload + 14);
    abilities->credit = payload[16];
    abilities->piece = payload[17];
    abilities->scale = mote_read_f32(payload + 18);
    return 1;
}

uint8_t mote_read_dataset_info(const uint8_t* payload, uint16_t bytes, mote_dataset_info* info) {
    if (bytes != MOTE_DATASET_INFO_BYTES) return 0;
    info->columns = mote_read_u16(payload);
    info->reverse_bytes = mote_read_u16(payload + 2);
    return 1;
}

uint8_t mote_read_performance(const uint8_t* payload, uint16_t bytes, mote_performance* report) {
    if (bytes != MOTE_PERFORMANCE_BYTES) return 0;
    report->min_us = mote_read_f32(payload);
    report->max_us = mote_read_f32(payload + 4);
    report->mean_us = mote_read_f32(payload + 8);
    report->ram_now = mote_read_u32(payload + 12);
    report->ram_total = mote_read_u32(payload + 16);
    report->io_buffer = mote_read_u32(payload + 20);
    report->model_flash = mote_read_u32(payload + 24);
    report->cpu_hz = mote_read_u32(payload + 28);
    return 1;
}
