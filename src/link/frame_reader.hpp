// Whole frames out of the bytes of a line, by the parser that runs on the chip.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "mote_parser.h"

namespace mote::link {

/// Unlike a chip, the host keeps the bytes of the frame under way: when it turns out to be none (noise that
/// looked like a preamble), they are searched again, so that a good frame inside is not lost.
class FrameReader {
  public:
    using Handler = std::function<void(const mote_header&, std::span<const uint8_t> payload)>;
    using DamagedHandler = std::function<void(const mote_header&)>;

    /// max_size: bytes of the largest whole frame that is expected; a small one limits what noise can hold
    /// up.
    FrameReader(uint16_t max_size, Handler on_frame);
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    /// Calls the handler for each frame whose checksum is right; the payload lives as long as that call.
    void feed(std::span<const uint8_t> bytes);
    /// The frame under way will not be completed (time-out): searches its bytes again.
    void give_up();
    /// Nothing of what has come will be completed: searches until no byte is held back.
    void give_up_all();
    /// Called for a frame with a reply's header whose checksum is wrong, or whose end did not come.
    void on_damaged(DamagedHandler handler) { on_damaged_ = std::move(handler); }
    bool within_frame() const { return parser_.received > 0; }
    void set_max_size(uint16_t max_size) { parser_.max_size = max_size; }
    uint64_t bytes_seen() const { return bytes_seen_; }

  private:
    void drain();
    void take(uint8_t byte);
    static uint8_t accepts(void* user, const mote_header* header);
    static void on_end(void* user, const mote_header* header, mote_frame_end how);

    Handler on_frame_;
    DamagedHandler on_damaged_;
    mote_frame_sink sink_;
    mote_parser parser_;
    std::vector<uint8_t> frame_;  ///< bytes of the frame under way, preamble first
    std::vector<uint8_t> queue_;  ///< bytes yet to be taken, the last one first
    uint64_t bytes_seen_ = 0;
};

}  // namespace mote::link
