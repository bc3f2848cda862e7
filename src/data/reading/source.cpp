#include "data/reading/source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "data/reading/encoding.hpp"
#include "data/reading/file_kind.hpp"
#include "data/reading/line_ends.hpp"
#include "data/reading/packed.hpp"
#include "data/reading/peeking.hpp"

namespace mote::data {
namespace {

constexpr size_t bytes_looked_at = size_t{1} << 16;

class FileSource : public Source {
  public:
    FileSource(int descriptor, std::string path, size_t bytes)
        : descriptor_(descriptor), path_(std::move(path)), bytes_(bytes) {}
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;
    ~FileSource() override {
        if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
    }

    Result<size_t> read(char* to, size_t size) override {
        ssize_t count = 0;
        do count = ::read(descriptor_, to, size);
        while (count < 0 && errno == EINTR);
        if (count < 0)
            return Error{ErrorCode::io, fmt::format("cannot read the file: {}", std::strerror(errno)), path_,
                         "check the disk and try again"};
        return static_cast<size_t>(count);
    }
    size_t bytes() const override { return bytes_; }

  private:
    int descriptor_;
    std::string path_;
    size_t bytes_;
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

std::unique_ptr<Source> memory_source(std::string_view bytes) {
    return std::make_unique<MemorySource>(bytes);
}

Result<std::unique_ptr<Source>> file_source(const std::string& path) {
    const bool standard = path == "-";
    const int descriptor = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return Error{ErrorCode::io, fmt::format("cannot open the file: {}", std::strerror(errno)), path,
                     "check the path and its permissions"};
    struct stat info = {};
    const bool known = ::fstat(descriptor, &info) == 0;
    const size_t bytes = known && S_ISREG(info.st_mode) ? static_cast<size_t>(info.st_size) : 0;
    auto file = std::make_unique<FileSource>(descriptor, standard ? "standard input" : path, bytes);
    if (known && S_ISDIR(info.st_mode))
        return Error{ErrorCode::io, "is a folder, not a CSV file", path, "name a file inside it"};
    return std::unique_ptr<Source>(std::move(file));
}

Result<std::unique_ptr<Source>> text_source(const std::string& path, const std::string& encoding,
                                            std::vector<std::string>& notices) {
    MOTE_TRY(file, file_source(path));
    MOTE_TRY(unpacked, unpacked_source(std::move(file), path, notices));
    auto peeking = std::make_unique<PeekingSource>(std::move(unpacked));
    MOTE_TRY(first, peeking->peek(bytes_looked_at));
    const std::string found = encoding.empty() ? encoding_of(first) : encoding;
    if (found == "UTF-8" || found == "utf-8") {
        if (auto error = not_a_text_file(first, path)) return *error;
        if (!has_lone_carriage_returns(first)) return std::unique_ptr<Source>(std::move(peeking));
        notices.push_back("lines    end in carriage returns");
        return line_feed_source(std::move(peeking));
    }
    notices.push_back(
        fmt::format("text     in {}{}", found, encoding.empty() ? ", by its bytes" : ", as told"));
    MOTE_TRY(text, utf8_source(std::move(peeking), found, path));
    auto converted = std::make_unique<PeekingSource>(std::move(text));
    MOTE_TRY(start, converted->peek(bytes_looked_at));
    if (!has_lone_carriage_returns(start)) return std::unique_ptr<Source>(std::move(converted));
    notices.push_back("lines    end in carriage returns");
    return line_feed_source(std::move(converted));
}

}  // namespace mote::data
