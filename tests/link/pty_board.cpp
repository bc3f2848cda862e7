#include "pty_board.hpp"

#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>

namespace mote::test {

PtyBoard::PtyBoard(BoardHabits habits) : habits_(std::move(habits)) {
    char name[128] = {};
    termios raw = {};
    cfmakeraw(&raw);
    if (openpty(&master_, &slave_, name, &raw, nullptr) != 0) std::abort();
    device_ = name;
    thread_ = std::thread([this] { run(); });
}

PtyBoard::~PtyBoard() {
    ending_ = true;
    thread_.join();
    if (slave_ >= 0) close(slave_);
    if (master_ >= 0) close(master_);
}

void PtyBoard::say(std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = write(master_, bytes.data(), bytes.size());
        if (written <= 0) return;
        bytes = bytes.subspan(static_cast<size_t>(written));
    }
}

void PtyBoard::run() {
    Listener listener;
    while (!ending_ && master_ >= 0) {
        pollfd wait = {master_, POLLIN, 0};
        if (poll(&wait, 1, 20) <= 0) continue;
        uint8_t bytes[4096];
        const ssize_t count = read(master_, bytes, sizeof bytes);
        if (count > 0 && habits_.hear) habits_.hear({bytes, static_cast<size_t>(count)});
        for (ssize_t i = 0; i < count; ++i) mote_parser_byte(&listener.parser, bytes[i], 0);
        for (const auto& frame : listener.frames) {
            if (frame.how == MOTE_FRAME_GOOD && master_ >= 0) on_request(frame.header, frame.payload);
            if (frame.how == MOTE_FRAME_BAD_CRC && master_ >= 0 && habits_.asks_again)
                say(written([&](auto* w) { mote_reply_error(w, &frame.header, MOTE_ERROR_SEND_AGAIN); }));
        }
        listener.frames.clear();
    }
}

void PtyBoard::on_request(const mote_header& header, const Bytes& payload) {
    const int number = ++requests_;
    if (number == habits_.hang_up_at) {
        close(slave_);
        close(master_);
        master_ = slave_ = -1;
        return;
    }
    mote_header seen = header;
    if (!habits_.echoes) seen.reserved[0] = seen.reserved[1] = 0;
    const Bytes reply = reply_to(seen, payload);
    say(habits_.send ? habits_.send(number, header, reply) : reply);
}

// Class 1 has the probability of the first sample; a regression answers the first sample.
Bytes PtyBoard::reply_to(const mote_header& header, const Bytes& payload) {
    return written([&](mote_writer* writer) {
        if (header.type == MOTE_TYPE_MODEL_INFO) {
            const mote_model_info info = {habits_.outputs, habits_.task};
            mote_reply_model_info(writer, &header, &info);
        } else if (header.type == MOTE_TYPE_DATASET_INFO) {
            const bool fits = mote_read_u16(payload.data()) == habits_.inputs + 1;
            if (fits) return mote_reply_dataset_info(writer, &header);
            mote_reply_error(writer, &header, MOTE_ERROR_INVALID_SIZE);
        } else if (header.type == MOTE_TYPE_SAMPLE) {
            ++rows_;
            std::vector<float> outputs(habits_.outputs, 0.0f);
            const float first = mote_read_f32(payload.data());
            outputs.back() = first;
            if (outputs.size() == 2) outputs[0] = 1.0f - first;
            mote_reply_sample(writer, &header, outputs.data(), habits_.outputs);
        } else {
            const mote_performance report = {1.5f, 3.5f, 2.5f, 700, 8192, 128, 594, 16000000};
            mote_reply_performance(writer, &header, &report);
        }
    });
}

}  // namespace mote::test
