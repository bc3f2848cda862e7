#include "stream_answers.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/files.hpp"

namespace mote::apps {
namespace {

std::string mark_of(const std::string& path) {
    return path + ".partial";
}

Error failure(const std::string& path) {
    return {ErrorCode::io, "the answer cannot be written: " + std::generic_category().message(errno), path,
            "make room, or name another file; --resume then goes on where this one ends"};
}

bool is_regular(int descriptor) {
    struct stat about = {};
    return fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
}

/// The cells of the record that begins at `at`, which is moved behind its end; empty when the end is missing.
std::vector<std::string> next_record(const std::string& text, size_t& at) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (size_t i = at; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            cells.back() += c;
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == ',') {
            cells.emplace_back();
        } else if (!quoted && c == '\n') {
            at = i + 1;
            return cells;
        } else {
            cells.back() += c;
        }
    }
    return {};
}

}  // namespace

AnswerFile::AnswerFile(AnswerFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      marked_(other.marked_) {}

AnswerFile& AnswerFile::operator=(AnswerFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(marked_, other.marked_);
    return *this;
}

AnswerFile::~AnswerFile() {
    if (descriptor_ >= 0) close(descriptor_);
}

Result<AnswerFile> AnswerFile::open(const std::string& path, int flags, const nlohmann::json& mark) {
    AnswerFile file;
    file.path_ = path;
    file.descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | flags, 0666);
    if (file.descriptor_ < 0) return failure(path);
    if (!is_regular(file.descriptor_)) return file;
    const auto text = mark.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    MOTE_CHECK(write_file_atomically(mark_of(path), text));
    file.marked_ = true;
    return file;
}

Result<AnswerFile> AnswerFile::begin(const std::string& path, const std::string& header,
                                     const nlohmann::json& mark) {
    MOTE_TRY(file, open(path, O_TRUNC, mark));
    MOTE_CHECK(file.add(header + "\n"));
    return std::move(file);
}

Result<AnswerFile> AnswerFile::go_on(const std::string& path, size_t bytes, const nlohmann::json& mark) {
    MOTE_TRY(file, open(path, 0, mark));
    if (ftruncate(file.descriptor_, static_cast<off_t>(bytes)) != 0) return failure(path);
    return std::move(file);
}

Status AnswerFile::add(const std::string& line) {
    size_t from = 0;
    while (from < line.size()) {
        const ssize_t wrote = write(descriptor_, line.data() + from, line.size() - from);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return failure(path_);
        from += static_cast<size_t>(wrote);
    }
    return Done{};
}

void AnswerFile::complete() {
    std::error_code ignored;
    if (marked_) std::filesystem::remove(mark_of(path_), ignored);
}

Result<EarlierAnswers> read_earlier_answers(const std::string& path) {
    EarlierAnswers earlier;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return earlier;
    MOTE_TRY(text, read_file(path));
    if (std::filesystem::exists(mark_of(path), ignored)) {
        MOTE_TRY(mark, read_file(mark_of(path)));
        earlier.mark = nlohmann::json::parse(mark, nullptr, false);
    }
    size_t at = 0;
    if (next_record(text, at).empty()) return earlier;
    earlier.header = text.substr(0, at - 1);
    earlier.bytes = at;
    for (auto cells = next_record(text, at); !cells.empty(); cells = next_record(text, at)) {
        earlier.records.push_back(std::move(cells));
        earlier.bytes = at;
    }
    return earlier;
}

}  // namespace mote::apps
