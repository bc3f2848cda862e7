#include "live/loop.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>

#include "live/keyboard.hpp"

namespace mote::live {
namespace {

constexpr uint64_t tick_ms = 50;

}  // namespace

Loop::Loop(std::optional<Source> source, double silence, Events events)
    : source_(std::move(source)),
      silence_(silence),
      events_(std::move(events)),
      lines_(is_serial(), [this](std::string_view text) {
          if (!ended_) check(events_.on_line({std::string(text), now()}));
      }) {}

double Loop::now() const {
    return static_cast<double>(uv_hrtime() - began_) * 1e-9;
}

Result<Ended> Loop::run() {
    if (const int error = uv_loop_init(&loop_); error != 0)
        return Error{ErrorCode::environment, std::string("no event loop: ") + uv_strerror(error), {}, {}};
    std::optional<Keyboard> keyboard;
    if (events_.on_key) keyboard.emplace();
    began_ = uv_hrtime();
    if (auto opened = open(); !opened) ended_ = opened.error();
    while (!ended_ && uv_run(&loop_, UV_RUN_ONCE) != 0) {
    }
    if (source_) source_->close();
    for (size_t i = 0; i < count_; ++i) uv_close(handles_[i], nullptr);
    uv_run(&loop_, UV_RUN_DEFAULT);
    uv_loop_close(&loop_);
    return std::move(*ended_);
}

Status Loop::open() {
    uv_timer_init(&loop_, &timer_);
    add(timer_);
    uv_timer_start(
        &timer_, [](uv_timer_t* handle) { static_cast<Loop*>(handle->data)->tick(); }, tick_ms, tick_ms);
    constexpr std::array numbers = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < signals_.size(); ++i) {
        uv_signal_init(&loop_, &signals_[i]);
        add(signals_[i]);
        uv_signal_start(
            &signals_[i],
            [](uv_signal_t* handle, int) { static_cast<Loop*>(handle->data)->finish(Ended::interrupted); },
            numbers[i]);
    }
    if (events_.on_key) watch_keys();
    if (!source_) return Done{};
    return source_->start(&loop_, {[this](std::string_view bytes) {
                                       heard_ = now();
                                       lines_.feed(bytes);
                                   },
                                   [this](const std::string& reason) { source_ended(reason); }});
}

void Loop::watch_keys() {
    if (uv_poll_init(&loop_, &keys_, STDIN_FILENO) != 0) return;
    add(keys_);
    uv_poll_start(&keys_, UV_READABLE, [](uv_poll_t* handle, int, int) {
        auto* const loop = static_cast<Loop*>(handle->data);
        char typed[64];
        const ssize_t size = read(STDIN_FILENO, typed, sizeof typed);
        if (size <= 0) uv_poll_stop(handle);  // the terminal is gone: a signal follows
        for (ssize_t i = 0; i < size && !loop->ended_; ++i) loop->check(loop->events_.on_key(typed[i]));
    });
}

void Loop::check(const Status& status) {
    if (!status) finish(status.error());
}

void Loop::tick() {
    if (ended_) return;
    if (events_.on_tick) check(events_.on_tick());
    if (ended_ || silence_ <= 0 || !is_serial() || now() - heard_ < silence_) return;
    finish(Error{ErrorCode::device, fmt::format("nothing has come for {:.3g} seconds", silence_), name(),
                 "check that the board runs and prints; a slow one needs a longer --time-out"});
}

void Loop::source_ended(const std::string& reason) {
    if (ended_) return;
    if (is_serial())
        return finish(Error{ErrorCode::device,
                            "the board is gone" + (reason.empty() ? "" : " (" + reason + ")"), name(),
                            "plug it in again; with --append the recording goes on"});
    if (!reason.empty())
        return finish(
            Error{ErrorCode::io, "cannot be read: " + reason, name(), "name a file or a pipe of text"});
    lines_.end();
    finish(Ended::source);
}

void Loop::finish(Result<Ended> how) {
    if (!ended_) ended_ = std::move(how);
}

}  // namespace mote::live
