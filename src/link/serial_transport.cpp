// A serial device on a libuv loop.
#include <array>
#include <utility>

#include "link/serial_port.hpp"
#include "link/transport.hpp"

namespace mote::link {
namespace {

/// A write under way owns its bytes.
struct Write {
    uv_write_t request = {};
    Bytes bytes;
    std::function<void(int status)> done;
};

class SerialTransport : public Transport {
  public:
    explicit SerialTransport(SerialPort port) : port_(std::move(port)) {}

    Status start(uv_loop_t* loop, Events events) override;
    void send(Bytes bytes) override;
    void queue(Bytes bytes) override;
    void close(std::function<void()> closed) override;
    bool resets_board() const override { return port_.resets_board(); }

  private:
    uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&pipe_); }
    void on_read(ssize_t size);
    void lose(int error);

    SerialPort port_;
    Events events_;
    uv_pipe_t pipe_ = {};
    std::array<uint8_t, 4096> input_ = {};
    bool writing_ = false;
    Bytes queued_;       ///< while writing
    bool lost_ = false;  ///< or closing: no more events
    std::function<void()> closed_;
};

Status SerialTransport::start(uv_loop_t* loop, Events events) {
    events_ = std::move(events);
    uv_pipe_init(loop, &pipe_, 0);
    pipe_.data = this;
    // libuv's terminal type changes modes of its own; as a stream the descriptor stays as it was set up.
    const int error = uv_pipe_open(&pipe_, port_.descriptor());
    if (error != 0)
        return Error{ErrorCode::io, std::string("cannot be used: ") + uv_strerror(error), port_.device(), {}};
    port_.release();
    uv_read_start(
        stream(),
        [](uv_handle_t* handle, size_t, uv_buf_t* buffer) {
            auto& input = static_cast<SerialTransport*>(handle->data)->input_;
            *buffer = uv_buf_init(reinterpret_cast<char*>(input.data()), static_cast<unsigned>(input.size()));
        },
        [](uv_stream_t* stream, ssize_t size, const uv_buf_t*) {
            static_cast<SerialTransport*>(stream->data)->on_read(size);
        });
    return Done{};
}

void SerialTransport::on_read(ssize_t size) {
    if (lost_ || size == 0) return;
    if (size < 0) return lose(static_cast<int>(size));
    events_.on_bytes({input_.data(), static_cast<size_t>(size)});
}

void SerialTransport::lose(int error) {
    if (std::exchange(lost_, true)) return;
    uv_read_stop(stream());
    // A pseudo-terminal whose other side is gone reads as EIO, a pulled USB cable as EOF or ENXIO.
    events_.on_lost(error == UV_EOF || error == UV_EIO ? "" : uv_strerror(error));
}

void SerialTransport::send(Bytes bytes) {
    if (writing_ || lost_) return;
    auto* write = new Write{{}, std::move(bytes), {}};
    write->done = [this](int status) {
        writing_ = false;
        if (status < 0) return lose(status);
        if (!queued_.empty()) send(std::exchange(queued_, {}));
    };
    write->request.data = write;
    const auto buffer =
        uv_buf_init(reinterpret_cast<char*>(write->bytes.data()), static_cast<unsigned>(write->bytes.size()));
    writing_ = true;
    const int error = uv_write(&write->request, stream(), &buffer, 1, [](uv_write_t* request, int status) {
        const std::unique_ptr<Write> done(static_cast<Write*>(request->data));
        done->done(status);
    });
    if (error == 0) return;
    delete write;  // libuv does not call back a write that it refused
    writing_ = false;
    lose(error);
}

void SerialTransport::queue(Bytes bytes) {
    if (!writing_) return send(std::move(bytes));
    queued_.insert(queued_.end(), bytes.begin(), bytes.end());
}

void SerialTransport::close(std::function<void()> closed) {
    lost_ = true;
    closed_ = std::move(closed);
    uv_close(reinterpret_cast<uv_handle_t*>(&pipe_), [](uv_handle_t* handle) {
        std::exchange(static_cast<SerialTransport*>(handle->data)->closed_, nullptr)();
    });
}

}  // namespace

Result<std::unique_ptr<Transport>> open_serial(const std::string& device, unsigned baud) {
    MOTE_TRY(port, SerialPort::open(device, baud));
    return std::unique_ptr<Transport>(std::make_unique<SerialTransport>(std::move(port)));
}

}  // namespace mote::link
