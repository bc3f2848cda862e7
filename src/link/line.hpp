// Frames over a transport: frames in, bytes out, a clear end.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "link/frame_reader.hpp"
#include "link/transport.hpp"

namespace mote::link {

/// Ownership: after open() (even a failed one) the line must live until the callback of close() was called.
class Line {
  public:
    struct Events {
        FrameReader::Handler on_frame;
        FrameReader::DamagedHandler on_damaged = {};
        std::function<void(const std::string& reason)> on_lost;  ///< the device is gone; at most once
    };

    /// gap_ms: silence within a frame after which its rest will not come.
    Line(uv_loop_t* loop, std::unique_ptr<Transport> transport, int gap_ms, Events events);
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    Status open();
    /// Until then, what arrives is dropped (a boot loader's words).
    void listen() { listening_ = true; }
    /// Sends unless the former bytes are still waiting to be taken by the device: then it does nothing.
    void send(Bytes bytes) { transport_->send(std::move(bytes)); }
    /// Sends behind the former bytes.
    void queue(Bytes bytes) { transport_->queue(std::move(bytes)); }
    /// Calls nothing of `events` afterwards; `closed` once, from the loop. Call at most once.
    void close(std::function<void()> closed);

    FrameReader& reader() { return reader_; }
    bool resets_board() const { return transport_->resets_board(); }

  private:
    void on_bytes(std::span<const uint8_t> bytes);
    void arm_gap_timer();
    void on_handle_closed();

    uv_loop_t* loop_;
    std::unique_ptr<Transport> transport_;
    const int gap_ms_;
    Events events_;
    FrameReader reader_;
    uv_timer_t gap_timer_ = {};
    int open_handles_ = 0;
    bool listening_ = false;
    bool closing_ = false;
    std::function<void()> closed_;
};

}  // namespace mote::link
