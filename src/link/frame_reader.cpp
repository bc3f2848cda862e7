#include "link/frame_reader.hpp"

#include "mote_frame.h"

namespace mote::link {

FrameReader::FrameReader(uint16_t max_size, Handler on_frame) : on_frame_(std::move(on_frame)) {
    sink_ = {[](void*, const mote_header*, uint16_t, uint8_t) {}, on_end, this};
    mote_parser_init(&parser_, &sink_, max_size);
    parser_.accepts = accepts;
}

void FrameReader::feed(std::span<const uint8_t> bytes) {
    bytes_seen_ += bytes.size();
    queue_.insert(queue_.begin(), bytes.rbegin(), bytes.rend());
    drain();
}

void FrameReader::give_up() {
    if (!within_frame()) return;
    const bool has_header = parser_.received >= MOTE_HEADER_BYTES;
    const mote_header header = parser_.header;
    mote_parser_reset(&parser_);
    queue_.insert(queue_.end(), frame_.rbegin(), frame_.rend() - 1);
    frame_.clear();
    drain();
    if (has_header && on_damaged_) on_damaged_(header);
}

void FrameReader::give_up_all() {
    while (within_frame()) give_up();
}

void FrameReader::drain() {
    while (!queue_.empty()) {
        const uint8_t byte = queue_.back();
        queue_.pop_back();
        take(byte);
    }
}

// The time-out is give_up(), so that the parser's own clock stands still.
void FrameReader::take(uint8_t byte) {
    frame_.push_back(byte);
    mote_parser_byte(&parser_, byte, 0);
    if (frame_.size() > parser_.received) frame_.erase(frame_.begin(), frame_.end() - parser_.received);
}

/// Noise seldom has the type of a reply: without this it would hold up what follows.
uint8_t FrameReader::accepts(void*, const mote_header* header) {
    return (header->type & MOTE_REPLY_BIT) != 0 && (header->type & 0x7Fu) <= MOTE_TYPE_ROW;
}

void FrameReader::on_end(void* user, const mote_header* header, mote_frame_end how) {
    auto& self = *static_cast<FrameReader*>(user);
    if (how == MOTE_FRAME_GOOD) {
        const std::vector<uint8_t> frame = std::move(self.frame_);
        self.frame_.clear();
        const std::span whole(frame);
        self.on_frame_(*header, whole.subspan(MOTE_HEADER_BYTES, whole.size() - MOTE_FRAME_MIN));
    } else if (how == MOTE_FRAME_BAD_CRC) {
        self.queue_.insert(self.queue_.end(), self.frame_.rbegin(), self.frame_.rend() - 1);
        if (self.on_damaged_) self.on_damaged_(*header);
    }
}

}  // namespace mote::link
