#include "core/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

namespace mote {
namespace {

namespace fs = std::filesystem;

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }
    /// Closing may report a write that failed late (network file systems), hence a result.
    bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

  private:
    int fd_;
};

std::string reason(int number) {
    return std::generic_category().message(number);
}

std::string remedy_for(int number) {
    switch (number) {
        case ENOSPC:
        case EDQUOT:
            return "free some space on the disk, or name another folder";
        case EFBIG:
            return "the system's limit on file sizes is reached (see ulimit -f); name another folder";
        case EACCES:
        case EPERM:
            return "check the permissions, or name another path";
        case EROFS:
            return "the disk is read-only: name another folder";
        case ENOENT:
            return "check the path: does the folder exist?";
        case ENOTDIR:
            return "check the path: a part of it is a file, not a folder";
        case EISDIR:
            return "name a file, not a folder";
        default:
            return "";
    }
}

Error io_error(const std::string& what, const fs::path& path, int number) {
    return {ErrorCode::io, what + ": " + reason(number), path.string(), remedy_for(number)};
}

Error too_long(const fs::path& path, size_t limit) {
    return {ErrorCode::io, "the file is longer than the limit of " + std::to_string(limit) + " bytes",
            path.string(), "check that this is the right file"};
}

template <class Container>
Result<Container> read_all(const fs::path& path, size_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return io_error("cannot open", path, errno);
    struct stat info = {};
    if (::fstat(file.get(), &info) != 0) return io_error("cannot read", path, errno);
    if (S_ISDIR(info.st_mode)) return io_error("cannot read", path, EISDIR);
    const bool sized = S_ISREG(info.st_mode) && info.st_size > 0;
    if (sized && static_cast<uint64_t>(info.st_size) > limit) return too_long(path, limit);

    // One byte more than is expected, so that the end of file shows in the same pass.
    Container content(sized ? static_cast<size_t>(info.st_size) + 1 : size_t{65536}, {});
    size_t used = 0;
    for (;;) {
        if (used == content.size()) content.resize(content.size() * 2);
        const ssize_t got = ::read(file.get(), content.data() + used, content.size() - used);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return io_error("cannot read", path, errno);
        if (got == 0) break;
        used += static_cast<size_t>(got);
        if (used > limit) return too_long(path, limit);
    }
    content.resize(used);
    return content;
}

/// 0, or the error number.
int write_all(int fd, std::string_view content) {
    while (!content.empty()) {
        const ssize_t wrote = ::write(fd, content.data(), content.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return errno;
        content.remove_prefix(static_cast<size_t>(wrote));
    }
    return 0;
}

Status write_to_device(const fs::path& path, std::string_view content) {
    Descriptor device(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (device.get() < 0) return io_error("cannot open for writing", path, errno);
    if (const int number = write_all(device.get(), content)) return io_error("cannot write", path, number);
    if (!device.close()) return io_error("cannot write", path, errno);
    return Done{};
}

/// 0, or the error number. The content is on the disk before the name appears (a crash leaves no empty file).
int write_temporary(const fs::path& temporary, std::string_view content, std::optional<mode_t> mode) {
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.get() < 0) return errno;
    if (const int number = write_all(file.get(), content)) return number;
    if (mode && ::fchmod(file.get(), *mode) != 0) return errno;
    if (::fsync(file.get()) != 0) return errno;
    return file.close() ? 0 : errno;
}

fs::path temporary_beside(const fs::path& target) {
    static std::atomic<unsigned> counter = 0;
    std::string name = ".";
    name += target.filename().string();
    name += ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    return target.parent_path() / name;
}

void flush_folder(const fs::path& folder) {
    const Descriptor handle(
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (handle.get() >= 0) (void)::fsync(handle.get());
}

}  // namespace

Result<std::string> read_file(const fs::path& path, size_t limit) {
    return read_all<std::string>(path, limit);
}

Result<std::vector<uint8_t>> read_bytes(const fs::path& path, size_t limit) {
    return read_all<std::vector<uint8_t>>(path, limit);
}

Status write_file_atomically(const fs::path& path, std::string_view content) {
    struct stat info = {};
    const bool exists = ::stat(path.c_str(), &info) == 0;
    if (exists && S_ISDIR(info.st_mode)) return io_error("cannot write", path, EISDIR);
    if (exists && !S_ISREG(info.st_mode)) return write_to_device(path, content);

    std::error_code ignored;
    fs::path target = exists ? fs::canonical(path, ignored) : path;
    if (target.empty()) target = path;
    const fs::path temporary = temporary_beside(target);
    int number =
        write_temporary(temporary, content, exists ? std::optional(info.st_mode & 07777) : std::nullopt);
    if (number == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) number = errno;
    if (number != 0) {
        if (number != EEXIST) ::unlink(temporary.c_str());
        return io_error("cannot write", path, number);
    }
    flush_folder(target.parent_path());
    return Done{};
}

Status write_file_atomically(const fs::path& path, std::span<const uint8_t> content) {
    return write_file_atomically(
        path, std::string_view(reinterpret_cast<const char*>(content.data()), content.size()));
}

Status write_scratch_file(const fs::path& path, std::string_view content) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (file.get() < 0) return io_error("cannot open for writing", path, errno);
    if (const int number = write_all(file.get(), content)) return io_error("cannot write", path, number);
    if (!file.close()) return io_error("cannot write", path, errno);
    return Done{};
}

Status write_scratch_file(const fs::path& path, std::span<const uint8_t> content) {
    return write_scratch_file(
        path, std::string_view(reinterpret_cast<const char*>(content.data()), content.size()));
}

Result<TemporaryDirectory> TemporaryDirectory::create(std::string_view prefix) {
    std::error_code error;
    const fs::path parent = fs::temp_directory_path(error);
    if (error) return io_error("there is no temporary folder", "TMPDIR", error.value());
    std::string name = (parent / prefix).string() + "-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return io_error("cannot make a temporary folder", parent, errno);
    return TemporaryDirectory(name);
}

TemporaryDirectory::TemporaryDirectory(TemporaryDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryDirectory& TemporaryDirectory::operator=(TemporaryDirectory&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace mote
