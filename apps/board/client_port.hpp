// SPDX-License-Identifier: GPL-3.0-or-later
// Where clients of the simulated board's serial line are: behind a pseudo-terminal, or UDP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace board {

class ClientPort {
  public:
    ClientPort() = default;
    virtual ~ClientPort() = default;

    /// What a client opens.
    virtual const std::string& device() const = 0;
    /// A client has opened the device, which nobody had open, since the last call: a real board is reset by that (DTR).
    /// Nobody opens a datagram's port.
    virtual bool opened() { return false; }
    /// Appends what clients have written, at most `limit` bytes; never waits. True when the client has thrown
    /// away what it had not read yet (tcflush): replies still under way to it are then to be dropped too.
    virtual bool read(std::string& bytes, size_t limit) = 0;
    /// Writes as much of `bytes` as fits and removes it from the front; never waits. Number of bytes written.
    virtual size_t write(std::string& bytes) = 0;
    /// Clients had better get what leaves the chip in one go in one piece (a datagram).
    virtual bool takes_pieces() const { return false; }

    /// Waits until there is something to read, or room to write, or the time is over.
    virtual void wait_readable(int64_t nanoseconds) const = 0;
    virtual void wait_writable(int64_t nanoseconds) const = 0;

  protected:
    ClientPort(const ClientPort&) = default;
    ClientPort& operator=(const ClientPort&) = default;
    /// Waits for events of poll(2) on a descriptor.
    static void wait_for(int descriptor, short events, int64_t nanoseconds);
};

}  // namespace board
