#include "data/source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "data/file_kind.hpp"

namespace mote::data {
namespace {

class FileSource : public Source {
  public:
    FileSource(int descriptor, std::string path, size_t bytes)
        : descriptor_(descriptor), path_(std::move(path)), bytes_(bytes) {}
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;
    ~FileSource() override { ::close(descriptor_); }

    Result<size_t> read(char* to, size_t size) override {
        if (kept_ > 0) return take_kept(to, size);
        ssize_t count = 0;
        do count = ::read(descriptor_, to, size);
        while (count < 0 && errno == EINTR);
        if (count < 0)
            return Error{ErrorCode::io, fmt::format("cannot read the file: {}", std::strerror(errno)), path_,
                         "check the disk and try again"};
        return static_cast<size_t>(count);
    }
    size_t bytes() const override { return bytes_; }

    /// The first bytes, which stay to be read.
    Result<std::string_view> peek() {
        while (kept_ < sizeof first_) {
            const size_t before = std::exchange(kept_, 0);
            MOTE_TRY(count, read(first_ + before, sizeof first_ - before));
            kept_ = before + count;
            if (count == 0) break;
        }
        return std::string_view(first_, kept_);
    }

  private:
    size_t take_kept(char* to, size_t size) {
        const size_t count = std::min(size, kept_);
        std::memcpy(to, first_, count);
        std::memmove(first_, first_ + count, kept_ - count);
        kept_ -= count;
        return count;
    }

    int descriptor_;
    std::string path_;
    size_t bytes_;
    char first_[512] = {};
    size_t kept_ = 0;
};

class MemorySource : public Source {
  public:
    explicit MemorySource(std::string_view bytes) : rest_(bytes), bytes_(bytes.size()) {}
    Result<size_t> read(char* to, size_t size) override {
        const size_t count = rest_.copy(to, size);
        rest_.remove_prefix(count);
        return count;
    }
    size_t bytes() const override { return bytes_; }

  private:
    std::string_view rest_;
    size_t bytes_;
};

}  // namespace

Result<std::unique_ptr<Source>> open_source(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return Error{ErrorCode::io, fmt::format("cannot open the file: {}", std::strerror(errno)), path,
                     "check the path and its permissions"};
    struct stat info = {};
    const bool known = ::fstat(descriptor, &info) == 0;
    const size_t bytes = known && S_ISREG(info.st_mode) ? static_cast<size_t>(info.st_size) : 0;
    auto file = std::make_unique<FileSource>(descriptor, path, bytes);
    if (known && S_ISDIR(info.st_mode))
        return Error{ErrorCode::io, "is a folder, not a CSV file", path, "name a file inside it"};
    MOTE_TRY(first, file->peek());
    if (auto error = not_a_text_file(first, path)) return *error;
    return std::unique_ptr<Source>(std::move(file));
}

std::unique_ptr<Source> memory_source(std::string_view bytes) {
    return std::make_unique<MemorySource>(bytes);
}

}  // namespace mote::data
