// Everything that may end sessions early: another thread, signals.
#pragma once

#include <uv.h>

#include <csignal>
#include <functional>
#include <utility>

namespace mote::link {

/// On a loop; close() before the loop is. Its handles must live until the loop has run dry.
class Stoppers {
  public:
    Stoppers(uv_loop_t* loop, std::function<void()> stop) : stop_(std::move(stop)) {
        uv_async_init(loop, &asked_, [](uv_async_t* handle) { stop_of(handle); });
        asked_.data = this;
        for (auto& handle : signals_) {
            uv_signal_init(loop, &handle);
            handle.data = this;
        }
    }
    Stoppers(const Stoppers&) = delete;
    Stoppers& operator=(const Stoppers&) = delete;

    void catch_signals() {
        constexpr int numbers[] = {SIGINT, SIGTERM, SIGHUP};
        for (int i = 0; i < 3; ++i)
            uv_signal_start(
                &signals_[i], [](uv_signal_t* handle, int) { stop_of(handle); }, numbers[i]);
    }
    /// From any thread.
    void ask() { uv_async_send(&asked_); }
    void close() {
        uv_close(reinterpret_cast<uv_handle_t*>(&asked_), nullptr);
        for (auto& handle : signals_) uv_close(reinterpret_cast<uv_handle_t*>(&handle), nullptr);
    }

  private:
    template <class Handle>
    static void stop_of(Handle* handle) {
        static_cast<Stoppers*>(handle->data)->stop_();
    }

    std::function<void()> stop_;
    uv_async_t asked_ = {};
    uv_signal_t signals_[3] = {};
};

}  // namespace mote::link
