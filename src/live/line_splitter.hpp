// Bytes of a board as lines of text.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace mote::live {

/// Lines end with LF, CR LF or CR; empty ones are passed over. Of a line beyond 4,096 bytes only these are handed
/// on: no board prints that many numbers, and what never ends must not eat the memory.
class LineSplitter {
  public:
    using Handler = std::function<void(std::string_view line)>;

    /// torn_start: the stream may begin in the middle of a line, as that of a serial port does: the first one is
    /// dropped.
    LineSplitter(bool torn_start, Handler on_line) : dropping_(torn_start), on_line_(std::move(on_line)) {}

    void feed(std::string_view bytes);
    /// The stream has ended: hands on a last line that has no end.
    void end();

  private:
    static constexpr size_t longest = 4096;
    void close();

    bool dropping_;
    std::string line_;
    Handler on_line_;
};

}  // namespace mote::live
