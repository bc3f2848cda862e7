// SPDX-License-Identifier: GPL-3.0-or-later
#include "client_port.hpp"

#include <poll.h>

#include <ctime>

namespace board {

void ClientPort::wait_for(int descriptor, short events, int64_t nanoseconds) {
    if (nanoseconds <= 0) return;
    pollfd entry = {descriptor, events, 0};
    const timespec limit = {nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
    (void)::ppoll(&entry, 1, &limit, nullptr);
}

}  // namespace board
