#include "studio/workspace.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace mote::studio {

namespace {

namespace fs = std::filesystem;

Error cannot_write(const fs::path& path, int number) {
    return {ErrorCode::io, fmt::format("cannot be written: {}", std::strerror(number)),
            path.filename().string(),
            "free some space on the disk, or start the studio with another --folder"};
}

/// A file that is being written; removed unless kept. `name`: what it will be, for messages.
class Draft {
  public:
    Draft(fs::path path, fs::path name) : path_(std::move(path)), name_(std::move(name)) {
        descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    }
    ~Draft() {
        if (descriptor_ >= 0) ::close(descriptor_);
        std::error_code ignored;
        if (!kept_) fs::remove(path_, ignored);
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    bool good() const { return descriptor_ >= 0; }
    Status write(std::string_view part) {
        while (!part.empty()) {
            const ssize_t n = ::write(descriptor_, part.data(), part.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return cannot_write(name_, errno);
            part.remove_prefix(static_cast<size_t>(n));
        }
        return Done{};
    }
    Status keep() {
        if (::fsync(descriptor_) != 0) return cannot_write(name_, errno);
        std::error_code error;
        fs::rename(path_, name_, error);
        if (error) return cannot_write(name_, error.value());
        kept_ = true;
        return Done{};
    }

  private:
    fs::path path_, name_;
    int descriptor_ = -1;
    bool kept_ = false;
};

Status check_space(const fs::path& folder, uint64_t bytes) {
    struct statvfs disk {};
    if (statvfs(folder.c_str(), &disk) != 0) return Done{};
    const uint64_t there = static_cast<uint64_t>(disk.f_bavail) * disk.f_frsize;
    if (bytes <= there) return Done{};
    return Error{ErrorCode::io,
                 fmt::format("the disk has {} MB left, the file needs {}", there >> 20, bytes >> 20), "",
                 "free some space on the disk, or start the studio with another --folder"};
}

}  // namespace

Result<Workspace> Workspace::open(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder / "projects", error);
    const auto whole = error ? folder : fs::canonical(folder, error);
    if (error || ::access(whole.c_str(), W_OK | X_OK) != 0)
        return Error{ErrorCode::io, "the studio cannot write there", folder.string(),
                     "name another folder: --folder DIR"};
    return Workspace(whole);
}

std::vector<std::string> Workspace::files(int64_t id) const {
    std::vector<std::string> out;
    std::error_code error;
    const auto base = data(id);
    for (auto at = fs::recursive_directory_iterator(base, error);
         !error && at != fs::recursive_directory_iterator(); at.increment(error))
        if (at->is_regular_file(error) && !at->path().filename().string().starts_with('.'))
            out.push_back(fs::relative(at->path(), base, error).string());
    std::ranges::sort(out);
    return out;
}

Result<uint64_t> Workspace::receive(int64_t id, const std::string& name, Request& request) const {
    static std::atomic<unsigned> number = 0;
    MOTE_TRY(safe, safe_name(name));
    const auto target = data(id) / safe;
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error) return cannot_write(target, error.value());
    if (request.length) MOTE_CHECK(check_space(target.parent_path(), *request.length));
    Draft draft(target.parent_path() / fmt::format(".part-{}", ++number), target);
    if (!draft.good()) return cannot_write(target, errno);
    uint64_t bytes = 0;
    MOTE_CHECK(request.body([&](std::string_view part) {
        bytes += part.size();
        return draft.write(part);
    }));
    if (bytes == 0) return Error{ErrorCode::usage, "the file is empty", safe, "drop a file with rows in it"};
    MOTE_CHECK(draft.keep());
    return bytes;
}

Result<fs::path> Workspace::data_file(int64_t id, const std::string& name) const {
    for (const auto& file : files(id))
        if (file == name) return data(id) / file;
    return Error{ErrorCode::usage, "the project has no such file", name, ""};
}

Result<std::string> safe_name(std::string_view name) {
    const auto refuse = [&](const char* why) {
        return Error{ErrorCode::usage, fmt::format("a file cannot have this name: {}", why),
                     std::string(name), "rename the file"};
    };
    if (name.empty() || name.size() > 240) return refuse("it is empty or longer than 240 bytes");
    size_t levels = 0;
    for (size_t at = 0; at <= name.size();) {
        const size_t end = std::min(name.find('/', at), name.size());
        const auto part = name.substr(at, end - at);
        if (part.empty() || part.starts_with('.'))
            return refuse("a part of it is empty or begins with a dot");
        if (++levels > 4) return refuse("more than four folders deep");
        at = end + 1;
    }
    for (const char c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\')
            return refuse("it holds a control character or a backslash");
    return std::string(name);
}

}  // namespace mote::studio
