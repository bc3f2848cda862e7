// Where the bytes of a table come from.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace mote::data {

/// A stream of bytes, read once from front to back.
class Source {
  public:
    virtual ~Source() = default;
    /// At most `size` bytes into `to`; 0 at the end. Error (io): read failure; (input): damaged contents.
    virtual Result<size_t> read(char* to, size_t size) = 0;
    /// How many bytes there are in all; 0 when nobody knows.
    virtual size_t bytes() const { return 0; }
};

/// Bytes that are in memory and stay there.
std::unique_ptr<Source> memory_source(std::string_view bytes);

/// A file as it is, or standard input for "-". Errors (io): missing, not readable, a folder.
Result<std::unique_ptr<Source>> file_source(const std::string& path);

/// The text of a file: unpacked (gzip, zip with one file), as UTF-8, with line feeds at the ends of lines.
/// `encoding` is a name that iconv knows, or empty: found out. `notices` gets what was found. Errors: those of
/// file_source; (input): a kind of file that is no text, with its name and what to do.
Result<std::unique_ptr<Source>> text_source(const std::string& path, const std::string& encoding,
                                            std::vector<std::string>& notices);

}  // namespace mote::data
