// What a host receives: the frame reader under bytes in pieces, given up now and then, and the readers of
// messages. A good frame behind any noise is found.
#include <vector>

#include "frames.hpp"
#include "link/frame_reader.hpp"
#include "mote_messages.h"

namespace mote::fuzz {
namespace {

void read_messages(std::span<const uint8_t> payload) {
    const auto bytes = static_cast<uint16_t>(payload.size());
    mote_model_info model;
    mote_dataset_info dataset;
    mote_performance performance;
    (void)mote_read_model_info(payload.data(), bytes, &model);
    (void)mote_read_dataset_info(payload.data(), bytes, &dataset);
    (void)mote_read_performance(payload.data(), bytes, &performance);
    for (size_t at = 0; at + 4 <= payload.size(); at += 4) (void)mote_read_f32(&payload[at]);
}

std::vector<uint8_t> known_frame() {
    std::vector<uint8_t> frame;
    mote_writer writer = {
        [](void* user, uint8_t byte) { static_cast<std::vector<uint8_t>*>(user)->push_back(byte); }, &frame,
        0};
    const mote_header request = {MOTE_FRAME_MIN, MOTE_TYPE_MODEL_INFO, 0, {0xC3, 0x5A}};
    const mote_model_info info = {2, 1};
    mote_reply_model_info(&writer, &request, &info);
    return frame;
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote;
    fuzz::Input input({data, size});
    size_t known = 0, others = 0;
    link::FrameReader reader(static_cast<uint16_t>(10u + input.byte()),
                             [&](const mote_header& header, std::span<const uint8_t> payload) {
                                 fuzz::demand(header.size == payload.size() + MOTE_FRAME_MIN,
                                              "a payload is as long as its frame says");
                                 fuzz::read_messages(payload);
                                 ++(mote_sequence(&header) == 0x5AC3 ? known : others);
                             });
    while (!input.empty()) {
        const uint8_t what = input.byte();
        if (what & 1u) reader.give_up();
        if (what & 2u) reader.set_max_size(static_cast<uint16_t>(10u + input.byte() * 4u));
        reader.feed(fuzz::next_piece(input, 1));
    }
    reader.set_max_size(0xFFFF);
    known = others = 0;
    const auto send_known = [&] {
        reader.feed(fuzz::known_frame());
        while (reader.within_frame()) reader.give_up();
    };
    send_known();
    // Noise whose checksum happens to be right is no noise to a reader, and takes what lies in it along.
    if (known == 0 && others > 0) send_known();
    fuzz::demand(known >= 1, "a good frame behind any noise is found");
    return 0;
}
