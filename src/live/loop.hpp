// Lines of a source, keys of a person, signals and a clock, on one libuv loop.
#pragma once

#include <uv.h>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "live/line_splitter.hpp"
#include "live/row_pattern.hpp"
#include "live/source.hpp"

namespace mote::live {

enum class Ended {
    source,       ///< a file is at its end, a pipe was closed
    asked,        ///< stop() was called
    interrupted,  ///< Ctrl-C, SIGTERM or SIGHUP
};

class Loop {
  public:
    struct Events {
        std::function<Status(Line line)> on_line;
        std::function<Status(char key)> on_key = {};  ///< empty: the keyboard is left alone
        std::function<Status()> on_tick = {};         ///< 20 times a second
    };

    /// silence: seconds without a byte after which a serial port is given up; 0: never. Without a source there is no line,
    /// and on_tick does the work.
    Loop(std::optional<Source> source, double silence, Events events);

    /// Runs until the source ends, stop() is called or a signal comes. Errors: those of the events; device when a serial
    /// port is gone or silent.
    Result<Ended> run();
    void stop() { finish(Ended::asked); }
    /// Seconds since run() began.
    double now() const;
    /// What the source is called; "" without one.
    std::string name() const { return source_ ? source_->name() : ""; }
    bool is_serial() const { return source_ && source_->is_serial(); }

  private:
    template <class Handle>
    void add(Handle& handle) {
        handle.data = this;
        handles_[count_++] = reinterpret_cast<uv_handle_t*>(&handle);
    }
    Status open();
    void watch_keys();
    void check(const Status& status);
    void tick();
    void source_ended(const std::string& reason);
    void finish(Result<Ended> how);

    uv_loop_t loop_ = {};
    std::optional<Source> source_;
    const double silence_;
    const Events events_;
    LineSplitter lines_;
    uv_timer_t timer_ = {};
    std::array<uv_signal_t, 3> signals_ = {};
    uv_poll_t keys_ = {};
    std::array<uv_handle_t*, 5> handles_ = {};
    size_t count_ = 0;
    uint64_t began_ = 0;
    double heard_ = 0;
    std::optional<Result<Ended>> ended_;
};

}  // namespace mote::live
