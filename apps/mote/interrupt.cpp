#include "interrupt.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>

namespace mote::apps {

namespace {

volatile std::sig_atomic_t signals = 0;

void on_signal(int) {
    signals = signals + 1;
    if (signals > 1) _exit(130);
}

}  // namespace

Interrupt::Interrupt() {
    signals = 0;
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    watcher_ = std::jthread([this](std::stop_token end) {
        while (!end.stop_requested()) {
            if (signals > 0) source_.request_stop();
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
        }
    });
}

Interrupt::~Interrupt() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

}  // namespace mote::apps
