/* SPDX-License-Identifier: 0BSD */
#include "mote.h"

const char* mote_status_text(mote_status status) {
    switch (status) {
        case MOTE_OK:
            return "ok";
        case MOTE_ERROR_SIZE:
            return "its length is not the length it states";
        case MOTE_ERROR_MAGIC:
            return "it is not a Mote model";
        case MOTE_ERROR_VERSION:
            return "it is of another format version";
        case MOTE_ERROR_CHECKSUM:
            return "its checksum is wrong";
        case MOTE_ERROR_MALFORMED:
            return "its content is impossible";
        case MOTE_ERROR_UNSUPPORTED:
            return "it needs a kernel that this build leaves out";
        case MOTE_ERROR_MEMORY:
            return "its working memory is too small";
    }
    return "unknown status";
}
