/* SPDX-License-Identifier: 0BSD
 * The words of the serial protocol (docs/protocol.md): one frame is a header, a payload and a checksum. */
#ifndef MOTE_FRAME_H
#define MOTE_FRAME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MOTE_PREAMBLE_FIRST 0xAAu  /* on the wire; the preamble is 0x55AA, little-endian */
#define MOTE_PREAMBLE_SECOND 0x55u /* on the wire */
#define MOTE_HEADER_BYTES 8u
#define MOTE_CRC_BYTES 2u
#define MOTE_FRAME_MIN 10u                                       /* a frame without payload */
#define MOTE_PAYLOAD_MAX (0xFFFFu - MOTE_FRAME_MIN)              /* the size field has 16 bits */
#define MOTE_INPUTS_MAX ((uint16_t)(MOTE_PAYLOAD_MAX / 4u - 1u)) /* samples in a row, besides the bias */
/* A model info request with this number in its reserved bytes asks for the model's checksum, which comes back
   in those of the reply. A board that does not know of it echoes the number. */
#define MOTE_ASK_CHECKSUM 0x494Du
/* One with this number asks what the board is able to: its reply has MOTE_ABILITIES_BYTES instead of
   MOTE_MODEL_INFO_BYTES. A board that does not know of it gives the plain reply. */
#define MOTE_ASK_ABILITIES 0x4D56u
#define MOTE_VERSION 2u        /* of what is beyond the published protocol */
#define MOTE_PIECE_SAMPLES 20u /* bytes of samples in a piece of a row, at most */
#define MOTE_REPLY_BIT 0x80u   /* set in the type of every reply */

enum {
    MOTE_TYPE_ERROR = 0,
    MOTE_TYPE_MODEL_INFO = 1,
    MOTE_TYPE_DATASET_INFO = 2,
    MOTE_TYPE_SAMPLE = 3,
    MOTE_TYPE_PERFORMANCE = 4,
    MOTE_TYPE_PIECE = 5, /* only where the abilities tell of it */
    MOTE_TYPE_ROW = 6    /* a row in the samples of pieces; only where the abilities give credit */
};

enum {
    MOTE_ERROR_SUCCESS = 0,
    MOTE_ERROR_INVALID_SIZE = 1, /* the payload does not fit the model */
    MOTE_ERROR_NO_MEMORY = 2,    /* no model could be loaded, or an inference failed */
    MOTE_ERROR_SEND_AGAIN = 3    /* the checksum was wrong */
};

enum { MOTE_FRAME_TASK_MULTICLASS = 0, MOTE_FRAME_TASK_BINARY = 1, MOTE_FRAME_TASK_REGRESSION = 2 };

/* How samples are written in a piece or row. Integers are the samples themselves, what a model of integers takes;
   scaled ones are one byte each, which stands for a multiple of the abilities' scale. The last is none of these: it says
   in the abilities that scaled samples are rounded down. */
enum {
    MOTE_SAMPLES_F32 = 0,
    MOTE_SAMPLES_I16 = 1,
    MOTE_SAMPLES_I8 = 2,
    MOTE_SAMPLES_SCALED = 3,
    MOTE_SAMPLES_SCALED_DOWN = 4
};

typedef struct mote_header {
    uint16_t size;       /* of the whole frame in bytes, header and checksum included */
    uint8_t type;        /* MOTE_TYPE_..., with MOTE_REPLY_BIT in a reply */
    uint8_t error;       /* MOTE_ERROR_... */
    uint8_t reserved[2]; /* a reply carries those of its request: Mote's host puts a sequence number here */
} mote_header;

#ifdef __cplusplus
}
#endif
#endif
