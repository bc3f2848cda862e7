// Files read with a limit and written whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace mote {

/// Larger inputs are refused unless the caller names another limit.
inline constexpr size_t default_read_limit = size_t{1} << 30;

/// The whole file. Errors (code io): missing, unreadable, a directory, or longer than `limit` bytes.
Result<std::string> read_file(const std::filesystem::path& path, size_t limit = default_read_limit);
Result<std::vector<uint8_t>> read_bytes(const std::filesystem::path& path, size_t limit = default_read_limit);

/// Replaces `path` by `content`: written to a temporary name in the same folder, flushed to the disk,
/// renamed. Readers see the old file or the new one, never a part; on any error (code io) the old file is
/// untouched and the temporary is gone. The folder must exist. An existing file keeps its permissions; a
/// symbolic link keeps pointing where it did; a device (/dev/null, /dev/stdout) is written to, not replaced.
Status write_file_atomically(const std::filesystem::path& path, std::string_view content);
Status write_file_atomically(const std::filesystem::path& path, std::span<const uint8_t> content);

/// For what need not outlive the program, in a folder of its own: neither flushed to the disk nor renamed.
Status write_scratch_file(const std::filesystem::path& path, std::string_view content);
Status write_scratch_file(const std::filesystem::path& path, std::span<const uint8_t> content);

/// A folder of its own under the system's temporary folder, removed with all it holds at the end of its life.
class TemporaryDirectory {
  public:
    static Result<TemporaryDirectory> create(std::string_view prefix = "mote");

    TemporaryDirectory(TemporaryDirectory&& other) noexcept;
    TemporaryDirectory& operator=(TemporaryDirectory&& other) noexcept;
    ~TemporaryDirectory();

    const std::filesystem::path& path() const { return path_; }

  private:
    explicit TemporaryDirectory(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;  ///< empty when moved from
};

}  // namespace mote
