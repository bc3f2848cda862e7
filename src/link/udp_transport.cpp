// UDP on the loopback, as the published uploader speaks it: datagrams are pieces of the same stream of bytes.
#include <array>
#include <utility>
#include <vector>

#include "link/transport.hpp"
#include "link/udp_address.hpp"

namespace mote::link {
namespace {

/// A frame may be larger than a datagram.
constexpr size_t largest_datagram = 32768;

class UdpTransport : public Transport {
  public:
    UdpTransport(UdpAddress address, std::string name)
        : address_(std::move(address)), name_(std::move(name)), input_(size_t{1} << 16) {}

    Status start(uv_loop_t* loop, Events events) override;
    void send(Bytes bytes) override;
    void queue(Bytes bytes) override { send(std::move(bytes)); }
    void close(std::function<void()> closed) override;

  private:
    Status bind();
    void on_datagram(ssize_t size, const sockaddr* from);

    const UdpAddress address_;
    const std::string name_;
    std::vector<uint8_t> input_;
    Events events_;
    uv_udp_t socket_ = {};
    sockaddr_in board_ = {};
    bool closing_ = false;
    std::function<void()> closed_;
};

Status UdpTransport::start(uv_loop_t* loop, Events events) {
    events_ = std::move(events);
    uv_udp_init(loop, &socket_);
    socket_.data = this;
    MOTE_CHECK(bind());
    uv_udp_recv_start(
        &socket_,
        [](uv_handle_t* handle, size_t, uv_buf_t* buffer) {
            auto& input = static_cast<UdpTransport*>(handle->data)->input_;
            *buffer = uv_buf_init(reinterpret_cast<char*>(input.data()), static_cast<unsigned>(input.size()));
        },
        [](uv_udp_t* socket, ssize_t size, const uv_buf_t*, const sockaddr* from, unsigned) {
            static_cast<UdpTransport*>(socket->data)->on_datagram(size, from);
        });
    return Done{};
}

Status UdpTransport::bind() {
    if (uv_ip4_addr(address_.host.c_str(), address_.port, &board_) != 0)
        return Error{ErrorCode::usage, "is no IPv4 address", name_, "write udp://127.0.0.1:50005"};
    sockaddr_in local = {};
    uv_ip4_addr("127.0.0.1", address_.listen, &local);
    const int error = uv_udp_bind(&socket_, reinterpret_cast<const sockaddr*>(&local), 0);
    if (error == 0) return Done{};
    return Error{
        ErrorCode::io,
        "cannot listen on the local port " + std::to_string(address_.listen) + ": " + uv_strerror(error),
        name_, "close the other program that listens there, or choose another port: ?listen=0 takes any"};
}

/// Only what comes from the loopback can come at all: the socket is bound to it. Which port a board sends from is its own
/// affair. A size below 0 is an error of one datagram, which silence tells as well.
void UdpTransport::on_datagram(ssize_t size, const sockaddr* from) {
    if (closing_ || size <= 0 || from == nullptr) return;
    events_.on_bytes({input_.data(), static_cast<size_t>(size)});
}

void UdpTransport::send(Bytes bytes) {
    if (closing_) return;
    for (size_t at = 0; at < bytes.size(); at += largest_datagram) {
        const size_t size = std::min(largest_datagram, bytes.size() - at);
        const auto piece =
            uv_buf_init(reinterpret_cast<char*>(bytes.data() + at), static_cast<unsigned>(size));
        // A datagram that is not taken is lost on the way: the time-out tells.
        (void)uv_udp_try_send(&socket_, &piece, 1, reinterpret_cast<const sockaddr*>(&board_));
    }
}

void UdpTransport::close(std::function<void()> closed) {
    closing_ = true;
    closed_ = std::move(closed);
    uv_close(reinterpret_cast<uv_handle_t*>(&socket_), [](uv_handle_t* handle) {
        std::exchange(static_cast<UdpTransport*>(handle->data)->closed_, nullptr)();
    });
}

}  // namespace

Result<std::unique_ptr<Transport>> open_udp(const std::string& address) {
    MOTE_TRY(parsed, parse_udp(address));
    return std::unique_ptr<Transport>(std::make_unique<UdpTransport>(std::move(parsed), address));
}

}  // namespace mote::link
