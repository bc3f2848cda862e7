/* SPDX-License-Identifier: 0BSD
 * What the frames say: every request and every reply, written and read.
 *
 * Replies take the request's header and echo its reserved bytes. Readers return 1, or 0 when the payload
 * has not the size that belongs to the message. */
#ifndef MOTE_MESSAGES_H
#define MOTE_MESSAGES_H

#include "mote_writer.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MOTE_MODEL_INFO_BYTES 4u
#define MOTE_DATASET_INFO_BYTES 4u
#define MOTE_PERFORMANCE_BYTES 32u

typedef struct mote_model_info {
    uint16_t outputs; /* numbers in the reply to a sample */
    uint16_t task;    /* MOTE_FRAME_TASK_... */
} mote_model_info;

typedef struct mote_dataset_info {
    uint16_t columns;       /* inputs + 1 for the bias */
    uint16_t reverse_bytes; /* not 0: the samples' floats come big-endian */
} mote_dataset_info;

typedef struct mote_performance {
    float min_us, max_us, mean_us; /* microseconds a sample; the mean is over the last 10 */
    uint32_t ram_now;              /* bytes in use */
    uint32_t ram_total;            /* bytes on the chip */
    uint32_t io_buffer;            /* bytes */
    uint32_t model_flash;          /* bytes */
    uint32_t cpu_hz;
} mote_performance;

/* Requests: sequence goes into the reserved bytes, little-endian. */
void mote_request_model_info(mote_writer* writer, uint16_t sequence);
void mote_request_dataset_info(mote_writer* writer, uint16_t sequence, const mote_dataset_info* info);
void mote_request_performance(mote_writer* writer, uint16_t sequence);
/* inputs samples (at most MOTE_INPUTS_MAX), then the bias 1. */
void mote_request_sample(mote_writer* writer, uint16_t sequence, const float* values, uint16_t inputs);

void mote_reply_model_info(mote_writer* writer, const mote_header* request, const mote_model_info* info);
void mote_reply_dataset_info(mote_writer* writer, const mote_header* request);
void mote_reply_sample(mote_writer* writer, const mote_header* request, const float* values,
                       uint16_t outputs);
void mote_reply_performance(mote_writer* writer, const mote_header* request, const mote_performance* report);
void mote_reply_error(mote_writer* writer, const mote_header* request, uint8_t error);

uint16_t mote_sequence(const mote_header* header);
uint16_t mote_payload_bytes(const mote_header* header);
uint16_t mote_read_u16(const uint8_t* bytes);
uint32_t mote_read_u32(const uint8_t* bytes);
float mote_read_f32(const uint8_t* bytes);
uint8_t mote_read_model_info(const uint8_t* payload, uint16_t bytes, mote_model_info* info);
uint8_t mote_read_dataset_info(const uint8_t* payload, uint16_t bytes, mote_dataset_info* info);
uint8_t mote_read_performance(const uint8_t* payload, uint16_t bytes, mote_performance* report);

#ifdef __cplusplus
}
#endif
#endif
