// Helpers of the protocol's tests: frames as bytes, and a parser that keeps what it was given.
#pragma once

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "mote_messages.h"
#include "mote_parser.h"

namespace mote::test {

using Bytes = std::vector<uint8_t>;

inline Bytes hex(const std::string& text) {
    std::istringstream in(text);
    Bytes out;
    unsigned value = 0;
    while (in >> std::hex >> value) out.push_back(static_cast<uint8_t>(value));
    return out;
}

/// The bytes that `write` sends to the writer it is given.
template <class Write>
Bytes written(Write write) {
    Bytes out;
    mote_writer writer = {[](void* user, uint8_t byte) { static_cast<Bytes*>(user)->push_back(byte); }, &out,
                          0};
    write(&writer);
    return out;
}

inline mote_header request_header(uint8_t type, uint8_t first = 0, uint8_t second = 0) {
    return {MOTE_FRAME_MIN, type, 0, {first, second}};
}

struct ReceivedFrame {
    mote_header header;
    Bytes payload;
    mote_frame_end how;
};

/// A parser with everything that came out of it.
class Listener {
  public:
    explicit Listener(uint16_t max_size = 0xFFFF) {
        sink_ = {payload, end, this};
        mote_parser_init(&parser, &sink_, max_size);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void feed(const Bytes& bytes, uint32_t now_ms = 0) {
        for (const uint8_t byte : bytes) mote_parser_byte(&parser, byte, now_ms);
    }
    size_t good() const {
        size_t count = 0;
        for (const auto& frame : frames) count += frame.how == MOTE_FRAME_GOOD;
        return count;
    }

    mote_parser parser;
    std::vector<ReceivedFrame> frames;

  private:
    static void payload(void* user, const mote_header*, uint16_t offset, uint8_t byte) {
        auto& self = *static_cast<Listener*>(user);
        if (offset == 0) self.pending_.clear();
        self.pending_.push_back(byte);
    }
    static void end(void* user, const mote_header* header, mote_frame_end how) {
        auto& self = *static_cast<Listener*>(user);
        self.frames.push_back({*header, self.pending_, how});
        self.pending_.clear();
    }

    mote_frame_sink sink_;
    Bytes pending_;
};

}  // namespace mote::test
