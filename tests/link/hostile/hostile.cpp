// link_hostile DEVICE: random frames and noise to a board, the same for the same seed; now and then a good request, which
// the board must answer. Ends with 1 when it does not.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "core/rng.hpp"
#include "frames.hpp"

namespace {

using mote::Rng;
using mote::test::Bytes;
using Clock = std::chrono::steady_clock;

constexpr size_t frames_between_questions = 5000;
constexpr int most_questions = 20;

class Line {
  public:
    bool open(const std::string& device) {
        termios raw = {};
        descriptor_ = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (descriptor_ < 0 || tcgetattr(descriptor_, &raw) != 0) return false;
        cfmakeraw(&raw);
        return tcsetattr(descriptor_, TCSANOW, &raw) == 0;
    }
    /// Hears while it sends: the board would stop otherwise.
    void send(const Bytes& bytes) {
        for (size_t at = 0; at < bytes.size();) {
            hear(bytes.size() > at ? 0 : 1);
            const ssize_t sent = write(descriptor_, &bytes[at], bytes.size() - at);
            if (sent > 0) at += static_cast<size_t>(sent);
            if (sent <= 0) wait(POLLIN | POLLOUT, 100);
        }
    }
    void hear(int milliseconds) {
        if (milliseconds > 0) wait(POLLIN, milliseconds);
        uint8_t bytes[4096];
        for (ssize_t got; (got = read(descriptor_, bytes, sizeof bytes)) > 0;)
            listener_.feed(Bytes(bytes, bytes + got));
    }
    mote::test::Listener& listener() { return listener_; }

  private:
    void wait(short events, int milliseconds) const {
        pollfd entry = {descriptor_, events, 0};
        poll(&entry, 1, milliseconds);
    }
    int descriptor_ = -1;
    mote::test::Listener listener_{128};
};

Bytes noise(Rng& rng, size_t size) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<uint8_t>(rng.below(256));
    return bytes;
}

/// A frame of a type that the board knows, or does not, with any payload; its header and checksum are right.
Bytes frame(Rng& rng, size_t largest_row) {
    mote_header header = {};
    header.type = static_cast<uint8_t>(rng.below(8));
    if (rng.below(10) == 0) header.type = static_cast<uint8_t>(rng.below(256));
    header.error = static_cast<uint8_t>(rng.below(20) == 0 ? rng.below(256) : 0);
    header.reserved[0] = static_cast<uint8_t>(rng.below(4));
    const size_t payload =
        rng.below(8) == 0 ? rng.below(static_cast<uint32_t>(largest_row + 8)) : rng.below(32);
    const Bytes bytes = noise(rng, payload);
    return mote::test::written([&](mote_writer* writer) {
        mote_write_begin(writer, &header, static_cast<uint16_t>(payload));
        for (const uint8_t byte : bytes) mote_write_u8(writer, byte);
        mote_write_end(writer);
    });
}

/// Whole, cut off, with changed bytes, or no frame at all.
Bytes hostile(Rng& rng, size_t largest_row) {
    Bytes bytes = frame(rng, largest_row);
    switch (rng.below(5)) {
        case 0:
            return noise(rng, 1 + rng.below(24));
        case 1:
            bytes.resize(1 + rng.below(static_cast<uint32_t>(bytes.size())));
            return bytes;
        case 2:
            for (uint64_t i = 1 + rng.below(3); i > 0; --i)
                bytes[rng.below(static_cast<uint32_t>(bytes.size()))] ^=
                    static_cast<uint8_t>(1u << rng.below(8));
            return bytes;
        default:
            return bytes;
    }
}

/// Behind zero bytes that end whatever the board takes for a frame.
bool answers(Line& line, size_t largest_row) {
    static uint16_t number = 1;
    for (int i = 0; i < most_questions; ++i) {
        line.listener().frames.clear();
        ++number;
        line.send(Bytes(largest_row + 32, 0));
        line.send(mote::test::written([](mote_writer* writer) { mote_request_model_info(writer, number); }));
        const auto until = Clock::now() + std::chrono::seconds(2);
        while (Clock::now() < until) {
            line.hear(20);
            for (const auto& got : line.listener().frames)
                if (got.how == MOTE_FRAME_GOOD &&
                    got.header.type == (MOTE_TYPE_MODEL_INFO | MOTE_REPLY_BIT) &&
                    mote_sequence(&got.header) == number)
                    return true;
        }
    }
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"link_hostile: random frames to a board, which must answer good ones"};
    std::string device;
    size_t frames = 10000, largest_row = 800;
    uint64_t seed = 1;
    app.add_option("device", device, "the board's serial device")->required();
    app.add_option("--frames", frames, "how many");
    app.add_option("--row", largest_row, "bytes of the largest payload");
    app.add_option("--seed", seed, "of the frames");
    CLI11_PARSE(app, argc, argv);
    Line line;
    if (!line.open(device)) return fmt::print(stderr, "error: {} cannot be used\n", device), 2;
    Rng rng(seed);
    size_t questions = 0;
    for (size_t i = 1; i <= frames; ++i) {
        line.send(hostile(rng, largest_row));
        line.listener().frames.clear();
        if (i % frames_between_questions != 0 && i != frames) continue;
        if (!answers(line, largest_row)) return fmt::print("no answer after {} frames\n", i), 1;
        ++questions;
    }
    fmt::print("{} frames, {} of {} questions answered\n", frames, questions, questions);
    return 0;
}
