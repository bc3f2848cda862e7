// SPDX-License-Identifier: GPL-3.0-or-later
// The host's side of the serial line: a pseudo-terminal that clients open like any serial device.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "client_port.hpp"
#include "core/result.hpp"

namespace board {

class PseudoTerminal : public ClientPort {
  public:
    /// Opens it raw, without echo; `link`, when given, becomes a symbolic link to the device (an old link is
    /// replaced, any other file refused). Errors: environment, io.
    static mote::Result<PseudoTerminal> open(const std::filesystem::path& link);
    PseudoTerminal(PseudoTerminal&& other) noexcept;
    PseudoTerminal& operator=(PseudoTerminal&&) = delete;
    ~PseudoTerminal() override;  ///< closes it and removes the link if it is still ours

    const std::string& device() const override { return device_; }

    /// From now on opened() tells of clients. Error (environment): the system cannot watch files.
    mote::Status watch_openings();
    bool opened() override;

    bool read(std::string& bytes, size_t limit) override;
    size_t write(std::string& bytes) override;
    void wait_readable(int64_t nanoseconds) const override;
    void wait_writable(int64_t nanoseconds) const override;

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
