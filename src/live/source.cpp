#include "live/source.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace mote::live {

Result<Source> Source::serial(const std::string& device, unsigned baud) {
    MOTE_TRY(port, link::SerialPort::open(device, baud));
    return Source(device, port.release(), true);
}

Result<Source> Source::file(const std::string& path) {
    if (path == "-") return Source("standard input", dup(STDIN_FILENO), false);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return Error{ErrorCode::io, std::string("cannot be opened: ") + std::strerror(errno), path,
                     "name a file of what a board printed, or - for standard input"};
    return Source(path, descriptor, false);
}

Source::Source(Source&& other) noexcept
    : name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      serial_(other.serial_) {}

Source::~Source() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Status Source::start(uv_loop_t* loop, Events events) {
    events_ = std::move(events);
    piped_ = is_live();
    if (piped_) return start_pipe(loop);
    open_ = true;
    uv_idle_init(loop, &idle_);
    idle_.data = this;
    uv_idle_start(&idle_, [](uv_idle_t* handle) { static_cast<Source*>(handle->data)->read_file(); });
    return Done{};
}

Status Source::start_pipe(uv_loop_t* loop) {
    uv_pipe_init(loop, &pipe_, 0);
    open_ = true;
    pipe_.data = this;
    // libuv's terminal type changes modes of its own; as a stream a serial port stays as it was set up.
    if (const int error = uv_pipe_open(&pipe_, descriptor_); error != 0)
        return Error{ErrorCode::io, std::string("cannot be read: ") + uv_strerror(error), name_, {}};
    descriptor_ = -1;  // the handle closes it
    uv_read_start(
        reinterpret_cast<uv_stream_t*>(&pipe_),
        [](uv_handle_t* handle, size_t, uv_buf_t* buffer) {
            auto& input = static_cast<Source*>(handle->data)->input_;
            *buffer = uv_buf_init(input.data(), static_cast<unsigned>(input.size()));
        },
        [](uv_stream_t* stream, ssize_t size, const uv_buf_t*) {
            auto* const source = static_cast<Source*>(stream->data);
            if (size > 0) source->events_.on_bytes({source->input_.data(), static_cast<size_t>(size)});
            if (size >= 0) return;
            const auto error = static_cast<int>(size);
            // A pseudo-terminal whose other side is gone reads as EIO, a pulled USB cable as EOF.
            source->end(error == UV_EOF || error == UV_EIO ? "" : uv_strerror(error));
        });
    return Done{};
}

void Source::read_file() {
    const ssize_t size = ::read(descriptor_, input_.data(), input_.size());
    if (size > 0) return events_.on_bytes({input_.data(), static_cast<size_t>(size)});
    uv_idle_stop(&idle_);
    end(size == 0 ? "" : std::strerror(errno));
}

void Source::end(const std::string& reason) {
    if (piped_) uv_read_stop(reinterpret_cast<uv_stream_t*>(&pipe_));
    events_.on_end(reason);
}

void Source::close() {
    if (!std::exchange(open_, false)) return;
    if (piped_) uv_read_stop(reinterpret_cast<uv_stream_t*>(&pipe_));
    uv_close(piped_ ? reinterpret_cast<uv_handle_t*>(&pipe_) : reinterpret_cast<uv_handle_t*>(&idle_),
             nullptr);
}

}  // namespace mote::live
