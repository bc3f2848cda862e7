#include "link/request.hpp"

#include "mote_messages.h"

namespace mote::link {
namespace {

void write_request(mote_writer* writer, Stage stage, uint16_t sequence, const Rows& rows, size_t row) {
    const auto inputs = static_cast<uint16_t>(rows.inputs);
    const mote_dataset_info info = {static_cast<uint16_t>(inputs + 1u), 0};
    switch (stage) {
        case Stage::model_info:
            return mote_request_model_info(writer, sequence);
        case Stage::checksum:
            return mote_request_model_info(writer, MOTE_ASK_CHECKSUM);
        case Stage::dataset_info:
            return mote_request_dataset_info(writer, sequence, &info);
        case Stage::sample:
            return mote_request_sample(writer, sequence, rows.row(row).data(), inputs);
        default:
            return mote_request_performance(writer, sequence);
    }
}

}  // namespace

Bytes written_frame(const std::function<void(mote_writer*)>& write) {
    Bytes bytes;
    mote_writer writer = {[](void* user, uint8_t byte) { static_cast<Bytes*>(user)->push_back(byte); },
                          &bytes, 0};
    write(&writer);
    return bytes;
}

Bytes request_frame(Stage stage, uint16_t sequence, const Rows& rows, size_t row) {
    return written_frame([&](mote_writer* writer) { write_request(writer, stage, sequence, rows, row); });
}

uint8_t reply_type(Stage stage) {
    switch (stage) {
        case Stage::model_info:
        case Stage::checksum:
            return MOTE_TYPE_MODEL_INFO | MOTE_REPLY_BIT;
        case Stage::dataset_info:
            return MOTE_TYPE_DATASET_INFO | MOTE_REPLY_BIT;
        case Stage::sample:
            return MOTE_TYPE_SAMPLE | MOTE_REPLY_BIT;
        case Stage::piece:
            return MOTE_TYPE_PIECE | MOTE_REPLY_BIT;
        case Stage::row:
            return MOTE_TYPE_ROW | MOTE_REPLY_BIT;
        case Stage::flush:
        case Stage::performance:
            return MOTE_TYPE_PERFORMANCE | MOTE_REPLY_BIT;
        default:
            return 0;
    }
}

std::string name_of(Stage stage, size_t row) {
    switch (stage) {
        case Stage::model_info:
            return "the model info";
        case Stage::checksum:
            return "the model's checksum";
        case Stage::dataset_info:
            return "the dataset info";
        case Stage::sample:
        case Stage::piece:
        case Stage::row:
            return "row " + std::to_string(row + 1);
        case Stage::flush:
            return "the report after row " + std::to_string(row);
        case Stage::performance:
            return "the performance report";
        default:
            return "the board to start";
    }
}

}  // namespace mote::link
