#include "live/recording_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "core/csv_cell.hpp"
#include "core/files.hpp"

namespace mote::live {
namespace {

constexpr const char* time_title = "time_s";
constexpr const char* label_title = "label";
constexpr const char* session_title = "session";

std::string titles_of(const std::vector<std::string>& axes) {
    std::string out = time_title;
    for (const auto& axis : axes) out += "," + csv_cell(axis);
    return out + "," + label_title + "," + session_title;
}

/// The cells of a line that csv_cell wrote.
std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (size_t i = 0; i < line.size(); ++i) {
        const bool twice = quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"';
        if (twice)
            cells.back() += line[i++];
        else if (line[i] == '"')
            quoted = !quoted;
        else if (line[i] == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += line[i];
    }
    return cells;
}

size_t session_number(const std::string& name) {
    size_t number = 0;
    if (name.starts_with('s')) std::from_chars(name.data() + 1, name.data() + name.size(), number);
    return number;
}

std::string text_of(const Session& session, const std::string& name) {
    std::string out;
    const std::string tail = fmt::format(",{},{}\n", csv_cell(session.label), name);
    for (size_t i = 0; i < session.rows.size(); ++i) {
        if (!session.seconds.empty()) out += fmt::format("{:.6f}", session.seconds[i]);
        for (const auto& cell : session.rows[i]) out += "," + cell;
        out += tail;
    }
    return out;
}

Error cannot(const std::filesystem::path& path, const char* what, int number) {
    return {ErrorCode::io, fmt::format("cannot {}: {}", what, std::strerror(number)), path.string(),
            "check that the folder exists and can be written, and that the disk is not full"};
}

}  // namespace

Result<RecordingFile> RecordingFile::open(const std::filesystem::path& path, bool append) {
    RecordingFile file(path);
    std::error_code error;
    file.exists_ = std::filesystem::exists(path, error);
    if (!file.exists_) {
        const auto folder = std::filesystem::absolute(path).parent_path();
        if (access(folder.c_str(), W_OK | X_OK) != 0)
            return Error{ErrorCode::io, "nothing can be written there", path.string(),
                         "name a file in an existing, writable folder"};
        return file;
    }
    if (!append)
        return Error{ErrorCode::usage, "there is a file of that name", path.string(),
                     "give --append to add sessions to it, or another name"};
    MOTE_CHECK(file.read_existing());
    return file;
}

Status RecordingFile::read_existing() {
    if (access(path_.c_str(), W_OK) != 0) return cannot(path_, "be written", errno);
    MOTE_TRY(text, read_file(path_));
    const auto refuse = [this](std::string what, const char* remedy) {
        return Error{ErrorCode::input, std::move(what), path_.string(), remedy};
    };
    if (text.empty()) return Done{};
    if (text.back() != '\n')
        return refuse("the last line has no end: it may be torn", "end it or remove it, then append");
    size_t line_number = 0;
    for (size_t at = 0; at < text.size(); ++line_number) {
        const size_t end = text.find('\n', at);
        const auto cells = cells_of(std::string_view(text).substr(at, end - at));
        if (line_number == 0) {
            titles_ = text.substr(0, end);
            const size_t last = cells.size() - 1;
            if (cells.size() < 4 || cells[0] != time_title || cells[last - 1] != label_title ||
                cells[last] != session_title)
                return refuse("is no recording of mote record: its titles are " + titles_,
                              "record into another file");
            columns_.assign(cells.begin() + 1, cells.end() - 2);
        } else if (cells.size() != columns_.size() + 3) {
            return refuse(fmt::format("line {} has {} cells instead of {}", line_number + 1, cells.size(),
                                      columns_.size() + 3),
                          "mend the line, or record into another file");
        } else {
            sessions_ = std::max(sessions_, session_number(cells.back()));
            ++labels_[cells[cells.size() - 2]];
            ++rows_;
        }
        at = end + 1;
    }
    return Done{};
}

std::vector<std::string> RecordingFile::usual_names(std::vector<std::string> axes) const {
    return columns_.size() == axes.size() ? columns_ : axes;
}

Status RecordingFile::set_axes(const std::vector<std::string>& axes) {
    for (const auto& axis : axes)
        if (axis == time_title || axis == label_title || axis == session_title ||
            std::ranges::count(axes, axis) > 1 || axis.empty())
            return Error{ErrorCode::usage,
                         fmt::format("an axis cannot be called '{}'{}", axis,
                                     std::ranges::count(axes, axis) > 1 ? ": another one is" : ""),
                         "--axes", "name the axes, for instance --axes x,y,z"};
    const std::string titles = titles_of(axes);
    if (!titles_.empty() && titles_ != titles)
        return Error{
            ErrorCode::input,
            fmt::format("has other columns ({}) than the board ({}); nothing was added", titles_, titles),
            path_.string(), "record into another file, or give the same names with --axes"};
    if (titles_.empty()) columns_ = axes;
    return Done{};
}

std::string RecordingFile::next_session() const {
    return fmt::format("s{}", sessions_ + 1);
}

Status RecordingFile::write(const Session& session) {
    if (session.rows.empty()) return Done{};
    const std::string titles = titles_of(columns_);
    MOTE_CHECK(append_text((titles_.empty() ? titles + "\n" : "") + text_of(session, next_session())));
    titles_ = titles;
    ++sessions_;
    rows_ += session.rows.size();
    labels_[session.label] += session.rows.size();
    return Done{};
}

Status RecordingFile::append_text(const std::string& text) {
    const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) return cannot(path_, "be opened", errno);
    const off_t before = lseek(file, 0, SEEK_END);
    size_t done = 0;
    int problem = 0;
    while (done < text.size() && problem == 0) {
        const ssize_t wrote = ::write(file, text.data() + done, text.size() - done);
        if (wrote > 0) done += static_cast<size_t>(wrote);
        if (wrote < 0 && errno != EINTR) problem = errno;
    }
    if (problem == 0 && fsync(file) != 0 && errno != EINVAL) problem = errno;
    // What is there of the session goes again: the file is what it was.
    if (problem != 0 && before >= 0 && ftruncate(file, before) == 0 && before == 0 && !exists_)
        unlink(path_.c_str());
    close(file);
    if (problem != 0) return cannot(path_, "be written", problem);
    exists_ = true;
    return Done{};
}

}  // namespace mote::live
