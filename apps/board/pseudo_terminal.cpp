// SPDX-License-Identifier: GPL-3.0-or-later
#include "pseudo_terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

namespace board {
namespace {

using mote::Error;
using mote::ErrorCode;
using mote::Result;
using mote::Status;

Error failure(const char* what) {
    return {ErrorCode::environment, std::string(what) + ": " + std::generic_category().message(errno),
            "pseudo-terminal", "check that /dev/ptmx and /dev/pts are there"};
}

bool make_raw(int fd) {
    termios settings = {};
    if (::tcgetattr(fd, &settings) != 0) return false;
    ::cfmakeraw(&settings);
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    return ::tcsetattr(fd, TCSANOW, &settings) == 0;
}

}  // namespace

Result<PseudoTerminal> PseudoTerminal::open(const std::filesystem::path& link) {
    PseudoTerminal pty;
    pty.master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (pty.master_ < 0 || ::grantpt(pty.master_) != 0 || ::unlockpt(pty.master_) != 0)
        return failure("cannot open");
    std::array<char, 128> name = {};
    if (::ptsname_r(pty.master_, name.data(), name.size()) != 0) return failure("has no name");
    pty.device_ = name.data();
    pty.slave_ = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (pty.slave_ < 0 || !make_raw(pty.slave_)) return failure("cannot be set up");
    int packet_mode = 1;  // tells of a client's tcflush; each read then begins with a byte of flags
    if (::ioctl(pty.master_, TIOCPKT, &packet_mode) != 0) return failure("has no packet mode");
    if (!link.empty()) MOTE_CHECK(pty.make_link(link));
    return pty;
}

Status PseudoTerminal::make_link(const std::filesystem::path& link) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(link, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_symlink(status))
        return Error{ErrorCode::io, "there is a file of that name already", link.string(),
                     "give another --link, or remove it"};
    const std::filesystem::path temporary = link.string() + ".tmp-" + std::to_string(::getpid());
    std::filesystem::create_symlink(device_, temporary, error);
    if (!error) std::filesystem::rename(temporary, link, error);
    if (error)
        return Error{ErrorCode::io, "cannot make the link: " + error.message(), link.string(),
                     "check that its folder exists and can be written"};
    link_ = link;
    return mote::Done{};
}

PseudoTerminal::PseudoTerminal(PseudoTerminal&& other) noexcept
    : master_(std::exchange(other.master_, -1)),
      openings_(std::exchange(other.openings_, -1)),
      slave_(std::exchange(other.slave_, -1)),
      device_(std::move(other.device_)),
      link_(std::exchange(other.link_, {})) {}

PseudoTerminal::~PseudoTerminal() {
    std::error_code ignored;
    if (!link_.empty() && std::filesystem::read_symlink(link_, ignored) == device_)
        std::filesystem::remove(link_, ignored);
    if (openings_ >= 0) ::close(openings_);
    if (slave_ >= 0) ::close(slave_);
    if (master_ >= 0) ::close(master_);
}

Status PseudoTerminal::watch_openings() {
    openings_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (openings_ < 0 || ::inotify_add_watch(openings_, device_.c_str(), IN_OPEN | IN_CLOSE) < 0)
        return failure("cannot be watched");
    return mote::Done{};
}

bool PseudoTerminal::opened() {
    bool first = false;
    alignas(inotify_event) std::array<char, 4096> events;
    for (;;) {
        const ssize_t size = ::read(openings_, events.data(), events.size());
        if (size <= 0) return first;
        for (ssize_t at = 0; at < size; at += static_cast<ssize_t>(sizeof(inotify_event))) {
            inotify_event event;  // without a name: it is the file itself that is watched
            std::memcpy(&event, events.data() + at, sizeof event);
            const bool opens = (event.mask & IN_OPEN) != 0;
            first = first || (opens && clients_ == 0);
            clients_ = opens ? clients_ + 1 : std::max(clients_ - 1, 0);
        }
    }
}

bool PseudoTerminal::read(std::string& bytes, size_t limit) {
    bool flushed = false;
    std::array<char, 1024> packet;
    while (limit > 0) {
        const ssize_t got = ::read(master_, packet.data(), std::min(packet.size(), limit + 1));
        if (got <= 0) break;
        if (packet[0] != TIOCPKT_DATA) {
            flushed = flushed || (packet[0] & TIOCPKT_FLUSHREAD) != 0;
            continue;
        }
        bytes.append(packet.data() + 1, static_cast<size_t>(got) - 1);
        limit -= static_cast<size_t>(got) - 1;
    }
    return flushed;
}

size_t PseudoTerminal::write(std::string& bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t wrote = ::write(master_, bytes.data() + done, bytes.size() - done);
        if (wrote <= 0) break;
        done += static_cast<size_t>(wrote);
    }
    bytes.erase(0, done);
    return done;
}

void PseudoTerminal::wait_readable(int64_t nanoseconds) const {
    wait_for(master_, POLLIN, nanoseconds);
}
void PseudoTerminal::wait_writable(int64_t nanoseconds) const {
    wait_for(master_, POLLOUT, nanoseconds);
}

}  // namespace board
