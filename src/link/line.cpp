#include "link/line.hpp"

#include <utility>

namespace mote::link {

Line::Line(uv_loop_t* loop, std::unique_ptr<Transport> transport, int gap_ms, Events events)
    : loop_(loop),
      transport_(std::move(transport)),
      gap_ms_(gap_ms),
      events_(std::move(events)),
      reader_(MOTE_FRAME_MIN, [this](const mote_header& header, std::span<const uint8_t> payload) {
          if (!closing_) events_.on_frame(header, payload);
      }) {
    reader_.on_damaged([this](const mote_header& header) {
        if (!closing_ && events_.on_damaged) events_.on_damaged(header);
    });
}

Status Line::open() {
    uv_timer_init(loop_, &gap_timer_);
    gap_timer_.data = this;
    open_handles_ = 2;
    return transport_->start(loop_, {.on_bytes = [this](std::span<const uint8_t> bytes) { on_bytes(bytes); },
                                     .on_lost =
                                         [this](const std::string& reason) {
                                             if (!closing_) events_.on_lost(reason);
                                         }});
}

void Line::on_bytes(std::span<const uint8_t> bytes) {
    if (closing_ || !listening_) return;
    reader_.feed(bytes);
    if (!closing_) arm_gap_timer();
}

void Line::arm_gap_timer() {
    if (!reader_.within_frame()) {
        uv_timer_stop(&gap_timer_);
        return;
    }
    uv_update_time(loop_);
    uv_timer_start(
        &gap_timer_, [](uv_timer_t* timer) { static_cast<Line*>(timer->data)->reader_.give_up(); },
        static_cast<uint64_t>(gap_ms_), 0);
}

void Line::close(std::function<void()> closed) {
    closing_ = true;
    closed_ = std::move(closed);
    transport_->close([this] { on_handle_closed(); });
    uv_close(reinterpret_cast<uv_handle_t*>(&gap_timer_),
             [](uv_handle_t* handle) { static_cast<Line*>(handle->data)->on_handle_closed(); });
}

void Line::on_handle_closed() {
    if (--open_handles_ == 0) std::exchange(closed_, nullptr)();
}

}  // namespace mote::link
