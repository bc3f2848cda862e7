#include "link/line.hpp"

#include <memory>
#include <utility>

namespace mote::link {
namespace {

/// A write under way owns its bytes.
struct Write {
    uv_write_t request = {};
    std::vector<uint8_t> bytes;
    std::function<void(int status)> done;
};

}  // namespace

Line::Line(uv_loop_t* loop, SerialPort port, int gap_ms, Events events)
    : loop_(loop),
      port_(std::move(port)),
      device_(port_.device()),
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
    uv_pipe_init(loop_, &pipe_, 0);
    uv_timer_init(loop_, &gap_timer_);
    open_handles_ = 2;
    pipe_.data = gap_timer_.data = this;
    // libuv's terminal type changes modes of its own; as a stream the descriptor stays as it was set up.
    const int error = uv_pipe_open(&pipe_, port_.descriptor());
    if (error != 0) {
        return Error{ErrorCode::io, std::string("cannot be used: ") + uv_strerror(error), device_, {}};
    }
    port_.release();
    uv_read_start(
        reinterpret_cast<uv_stream_t*>(&pipe_),
        [](uv_handle_t* handle, size_t, uv_buf_t* buffer) {
            auto& input = static_cast<Line*>(handle->data)->input_;
            *buffer = uv_buf_init(reinterpret_cast<char*>(input.data()), static_cast<unsigned>(input.size()));
        },
        [](uv_stream_t* stream, ssize_t size, const uv_buf_t*) {
            static_cast<Line*>(stream->data)->on_read(size);
        });
    return Done{};
}

void Line::on_read(ssize_t size) {
    if (closing_ || size == 0) return;
    if (size < 0) return lose(static_cast<int>(size));
    if (!listening_) return;
    reader_.feed({input_.data(), static_cast<size_t>(size)});
    if (!closing_) arm_gap_timer();
}

void Line::lose(int error) {
    if (closing_) return;
    uv_read_stop(reinterpret_cast<uv_stream_t*>(&pipe_));
    // A pseudo-terminal whose other side is gone reads as EIO, a pulled USB cable as EOF or ENXIO.
    events_.on_lost(error == UV_EOF || error == UV_EIO ? "" : uv_strerror(error));
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

void Line::send(std::vector<uint8_t> bytes) {
    if (writing_ || closing_) return;
    auto* write = new Write{{}, std::move(bytes), {}};
    write->done = [this](int status) {
        writing_ = false;
        if (status < 0) lose(status);
    };
    write->request.data = write;
    const auto buffer =
        uv_buf_init(reinterpret_cast<char*>(write->bytes.data()), static_cast<unsigned>(write->bytes.size()));
    writing_ = true;
    const int error = uv_write(&write->request, reinterpret_cast<uv_stream_t*>(&pipe_), &buffer, 1,
                               [](uv_write_t* request, int status) {
                                   const std::unique_ptr<Write> done(static_cast<Write*>(request->data));
                                   done->done(status);
                               });
    if (error == 0) return;
    delete write;  // libuv does not call back a write that it refused
    writing_ = false;
    lose(error);
}

void Line::close(std::function<void()> closed) {
    closing_ = true;
    closed_ = std::move(closed);
    const auto on_closed = [](uv_handle_t* handle) { static_cast<Line*>(handle->data)->on_handle_closed(); };
    uv_close(reinterpret_cast<uv_handle_t*>(&pipe_), on_closed);
    uv_close(reinterpret_cast<uv_handle_t*>(&gap_timer_), on_closed);
}

void Line::on_handle_closed() {
    if (--open_handles_ == 0) std::exchange(closed_, nullptr)();
}

}  // namespace mote::link
