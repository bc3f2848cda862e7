#include "pty_board.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <pty.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>

namespace mote::test {

PtyBoard::PtyBoard(BoardHabits habits) : habits_(std::move(habits)) {
    habits_.udp ? open_udp() : open_terminal();
    thread_ = std::thread([this] { run(); });
}

void PtyBoard::open_terminal() {
    char name[128] = {};
    termios raw = {};
    cfmakeraw(&raw);
    if (openpty(&master_, &slave_, name, &raw, nullptr) != 0) std::abort();
    device_ = name;
}

void PtyBoard::open_udp() {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const where = reinterpret_cast<sockaddr*>(&address);
    master_ = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(master_, where, size) != 0 || getsockname(master_, where, &size) != 0) std::abort();
    device_ = "udp://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "?listen=0";
}

/// Over UDP the first sender becomes the one that is answered.
ssize_t PtyBoard::hear(std::span<uint8_t> bytes) {
    if (!habits_.udp) return read(master_, bytes.data(), bytes.size());
    sockaddr_in from = {};
    socklen_t size = sizeof from;
    auto* const where = reinterpret_cast<sockaddr*>(&from);
    const ssize_t count = recvfrom(master_, bytes.data(), bytes.size(), 0, where, &size);
    if (count > 0 && !connected_) connected_ = connect(master_, where, size) == 0;
    return count;
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
        uint8_t bytes[size_t{1} << 16];
        const ssize_t count = hear(bytes);
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
