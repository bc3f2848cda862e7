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
#define MOTE_ABILITIES_BYTES 22u
/* A piece has its place, its samples and a check; its reply a count, the answer of a whole row, and a check. */
#define MOTE_PIECE_BYTES(samples) (2u + (samples) + 2u)

typedef struct mote_model_info {
    uint16_t outputs; /* numbers in the reply to a sample */
    uint16_t task;    /* MOTE_FRAME_TASK_... */
} mote_model_info;

typedef struct mote_abilities {
    uint8_t version; /* MOTE_VERSION; 0: the board does not tell */
    uint8_t
        sample_type; /* what the model makes a difference of: MOTE_SAMPLES_F32, _I16 (it rounds to it), or _SCALED
                               (it rounds the int16 to -128 to 127 multiples of the scale, halves up), or _SCALED_DOWN */
    uint16_t checksum;      /* the last two bytes of model.bin */
    uint32_t model_bytes;   /* of model.bin */
    uint16_t inputs;        /* samples in a row */
    uint16_t largest_frame; /* bytes */
    uint8_t credit; /* bytes that may be sent beyond the row under way before its answer; 0: no rows of type
                               MOTE_TYPE_ROW. Version 1 has a 1 here and takes none */
    uint8_t piece;  /* bytes of samples in a piece; 0: no pieces */
    float scale;    /* what a scaled sample of 1 stands for */
} mote_abilities;

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
/* A piece of the row `sequence`: samples from number `first` on (below 16384), `bytes` of them as `type`. */
void mote_request_piece(mote_writer* writer, uint16_t sequence, uint8_t type, uint16_t first,
                        const uint8_t* samples, uint8_t bytes);
/* The row `sequence` as a whole: `bytes` of samples as `type`. */
void mote_request_row(mote_writer* writer, uint16_t sequence, uint8_t type, const uint8_t* samples,
                      uint16_t bytes);
/* inputs samples (at most MOTE_INPUTS_MAX), then the bias 1. */
void mote_request_sample(mote_writer* writer, uint16_t sequence, const float* values, uint16_t inputs);

void mote_reply_model_info(mote_writer* writer, const mote_header* request, const mote_model_info* info);
void mote_reply_abilities(mote_writer* writer, const mote_header* request, const mote_model_info* info,
                          const mote_abilities* abilities);
void mote_reply_dataset_info(mote_writer* writer, const mote_header* request);
void mote_reply_sample(mote_writer* writer, const mote_header* request, const float* values,
                       uint16_t outputs);
void mote_reply_performance(mote_writer* writer, const mote_header* request, const mote_performance* report);
/* To a piece or a row. taken: samples that the board has of this row. values: its answer, when it has all of them; else
   outputs is 0. */
void mote_reply_piece(mote_writer* writer, const mote_header* request, uint16_t taken, const float* values,
                      uint16_t outputs);
void mote_reply_error(mote_writer* writer, const mote_header* request, uint8_t error);

uint16_t mote_sequence(const mote_header* header);
uint16_t mote_payload_bytes(const mote_header* header);
uint16_t mote_read_u16(const uint8_t* bytes);
uint32_t mote_read_u32(const uint8_t* bytes);
float mote_read_f32(const uint8_t* bytes);
void mote_put_f32(uint8_t* bytes, float value);
uint8_t mote_read_model_info(const uint8_t* payload, uint16_t bytes, mote_model_info* info);
/* version is 0 in the abilities of a plain model info. */
uint8_t mote_read_abilities(const uint8_t* payload, uint16_t bytes, mote_abilities* abilities);
/* The check of a piece, of a row, or of the reply to one, over the number of the row and what precedes the check:
   Fletcher's sums (IEEE Transactions on Communications 30, 1982) modulo 65536, folded. It does not follow from the
   frame's CRC, so that both together miss one damaged frame in 2^32. */
typedef struct mote_sums {
    uint16_t bytes, sums; /* 0 at the start */
} mote_sums;
void mote_sums_add(mote_sums* sums, const uint8_t* bytes, uint16_t count);
uint16_t mote_sums_folded(const mote_sums* sums);
uint16_t mote_piece_check(const mote_header* header, const uint8_t* payload, uint16_t bytes);
/* Whether the last two bytes of the payload are the check of the others. */
uint8_t mote_piece_is_whole(const mote_header* header, const uint8_t* payload, uint16_t bytes);
uint8_t mote_read_dataset_info(const uint8_t* payload, uint16_t bytes, mote_dataset_info* info);
uint8_t mote_read_performance(const uint8_t* payload, uint16_t bytes, mote_performance* report);

#ifdef __cplusplus
}
#endif
#endif
