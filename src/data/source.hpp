// Where the bytes of a table come from.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mote::data {

/// A stream of bytes, read once from front to back.
class Source {
  public:
    virtual ~Source() = default;
    /// At most `size` bytes into `to`; 0 at the end. Error (io): read failure.
    virtual Result<size_t> read(char* to, size_t size) = 0;
    /// How many bytes there are in all; 0 when nobody knows.
    virtual size_t bytes() const { return 0; }
};

/// A file, or a pipe. Errors (io): missing, not readable, a folder; (input): a kind of file that is no text,
/// with its name and what to do.
Result<std::unique_ptr<Source>> open_source(const std::string& path);

/// Bytes that are in memory and stay there.
std::unique_ptr<Source> memory_source(std::string_view bytes);

}  // namespace mote::data
