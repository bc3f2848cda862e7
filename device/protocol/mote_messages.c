/* SPDX-License-Identifier: 0BSD */
#include "mote_messages.h"

#include <string.h>

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

uint8_t mote_read_model_info(const uint8_t* payload, uint16_t bytes, mote_model_info* info) {
    if (bytes != MOTE_MODEL_INFO_BYTES) return 0;
    info->outputs = mote_read_u16(payload);
    info->task = mote_read_u16(payload + 2);
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
