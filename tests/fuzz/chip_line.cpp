// What a chip receives: its parser, and the application with a calculator of 3 inputs behind it. Time passes
// between the pieces. Whatever came, a good request is answered at last.
#include <algorithm>
#include <vector>

#include "calculator.h"
#include "fake_board.hpp"
#include "frames.hpp"
#include "mote_app.h"
#include "mote_messages.h"
#include "mote_parser.h"

namespace mote::fuzz {
namespace {

using test::board;

uint32_t now_ms;

struct Heard {
    size_t good = 0;
    size_t bad = 0;
};

/// What is on a line, by the chip's own parser; a payload comes in order and never beyond its frame.
Heard listen(std::span<const uint8_t> bytes) {
    Heard heard;
    const mote_frame_sink sink = {
        [](void*, const mote_header* header, uint16_t offset, uint8_t) {
            demand(offset < mote_payload_bytes(header), "a payload is as long as its frame says");
        },
        [](void* user, const mote_header*, mote_frame_end how) {
            ++(how == MOTE_FRAME_GOOD ? static_cast<Heard*>(user)->good : static_cast<Heard*>(user)->bad);
        },
        &heard};
    mote_parser parser;
    mote_parser_init(&parser, &sink, 0xFFFFu);
    for (const uint8_t byte : bytes) mote_parser_byte(&parser, byte, 0);
    return heard;
}

constexpr size_t longest_run = 64;  ///< bytes that the board hands over at once

void hear(std::span<const uint8_t> bytes, size_t run = 1) {
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(run, bytes.size())))
        mote_app_bytes(bytes.data(), static_cast<uint8_t>(std::min(run, bytes.size())), now_ms);
    mote_app_tick(now_ms);
}

/// What the board sends when the line brings this, in runs of at most so many bytes.
std::vector<uint8_t> answers(Input input, size_t run) {
    board = {};
    fake_calculator = {};
    fake_calculator.inputs = 3;
    now_ms = 0;
    demand(mote_app_init() == 0, "the application starts");
    while (!input.empty()) {
        now_ms += input.byte() * 8u;
        hear(next_piece(input, 7), run);
    }
    return board.sent;
}

void expect_answer_after_silence() {
    now_ms += 60000;
    mote_app_tick(now_ms);
    board.sent.clear();
    std::vector<uint8_t> frame;
    mote_writer writer = {
        [](void* user, uint8_t byte) { static_cast<std::vector<uint8_t>*>(user)->push_back(byte); }, &frame,
        0};
    mote_request_model_info(&writer, 7);
    hear(frame);
    const Heard heard = listen(board.sent);
    demand(heard.good == 1 && heard.bad == 0, "after a silence a request is answered by one good frame");
}

}  // namespace
}  // namespace mote::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace mote::fuzz;
    const Input input({data, size});
    const auto sent = answers(input, 1);
    demand(listen(sent).bad == 0, "all that the board sends are good frames");
    expect_answer_after_silence();
    for (const size_t run : {size_t{7}, longest_run})
        demand(answers(input, run) == sent, "bytes that come together are answered as single ones");
    return 0;
}
