// SPDX-License-Identifier: GPL-3.0-or-later
// The host's side of the serial line: a pseudo-terminal that clients open like any serial device.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace board {

class PseudoTerminal {
  public:
    /// Opens it raw, without echo; `link`, when given, becomes a symbolic link to the device (an old link is
    /// replaced, any other file refused). Errors: environment, io.
    static mote::Result<PseudoTerminal> open(const std::filesystem::path& link);
    PseudoTerminal(PseudoTerminal&& other) noexcept;
    PseudoTerminal& operator=(PseudoTerminal&&) = delete;
    ~PseudoTerminal();  ///< closes it and removes the link if it is still ours

    const std::string& device() const { return device_; }

    /// From now on opened() tells of clients. Error (environment): the system cannot watch files.
    mote::Status watch_openings();
    /// A client has opened the device, which nobody had open, since the last call: a real board is reset by that (DTR).
    bool opened();

    /// Appends what clients have written, at most `limit` bytes; never waits. True when the client has thrown
    /// away what it had not read yet (tcflush): replies still under way to it are then to be dropped too.
    bool read(std::string& bytes, size_t limit);
    /// Writes as much of `bytes` as fits and removes it from the front; never waits. Number of bytes written.
    size_t write(std::string& bytes);

    /// Waits until there is something to read, or room to write, or the time is over.
    void wait_readable(int64_t nanoseconds) const;
    void wait_writable(int64_t nanoseconds) const;

  private:
    PseudoTerminal() = default;
    mote::Status make_link(const std::filesystem::path& link);

    int master_ = -1;
    int openings_ = -1;  ///< inotify
    int clients_ = 0;    ///< that have the device open, since it is watched
    int slave_ = -1;     ///< kept open: else settings and unread bytes go when a client closes
    std::string device_;
    std::filesystem::path link_;
};

}  // namespace board
