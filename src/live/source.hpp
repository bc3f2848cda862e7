// Where the bytes of a board come from, on a libuv loop: a serial port, a pipe, or a file of what it once said.
#pragma once

#include <uv.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "link/serial_port.hpp"

namespace mote::live {

/// Ownership: must live until the loop has run dry after close().
class Source {
  public:
    struct Events {
        std::function<void(std::string_view bytes)> on_bytes;
        /// Nothing more will come; at most once. `reason`: empty at the end of a file or when the board is gone.
        std::function<void(const std::string& reason)> on_end;
    };

    static Result<Source> serial(const std::string& device, unsigned baud);
    /// "-": standard input. Error (io): it cannot be opened.
    static Result<Source> file(const std::string& path);
    Source(Source&& other) noexcept;
    Source& operator=(Source&&) = delete;
    ~Source();

    Status start(uv_loop_t* loop, Events events);
    void close();

    bool is_serial() const { return serial_; }
    /// Bytes come when they arise, so that the time at which they come says something.
    bool is_live() const { return serial_ || uv_guess_handle(descriptor_) != UV_FILE; }
    const std::string& name() const { return name_; }

  private:
    Source(std::string name, int descriptor, bool serial)
        : name_(std::move(name)), descriptor_(descriptor), serial_(serial) {}
    Status start_pipe(uv_loop_t* loop);
    void read_file();
    void end(const std::string& reason);

    std::string name_;
    int descriptor_ = -1;
    bool serial_ = false;
    Events events_;
    bool open_ = false;
    bool piped_ = false;
    uv_pipe_t pipe_ = {};
    uv_idle_t idle_ = {};
    std::array<char, 65536> input_ = {};
};

}  // namespace mote::live
