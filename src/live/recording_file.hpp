// A labelled recording in the long format: a row of the sensor a line, with its time, label and session.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::live {

/// Rows that were recorded in one go, with one label.
struct Session {
    std::string label;
    std::vector<double> seconds;                 ///< of each row; empty: no clock
    std::vector<std::vector<std::string>> rows;  ///< texts of numbers, one an axis
};

/// Titles: time_s, the axes, label, session. Sessions are s1, s2, ...; times begin at 0 in each. A session is written
/// as a whole, at the end of the file, or not at all.
class RecordingFile {
  public:
    /// Looks, and writes nothing. Errors: usage when there is a file and `append` was not asked for; input when the file
    /// is no such recording, or ends within a line; io.
    static Result<RecordingFile> open(const std::filesystem::path& path, bool append);

    /// Names for axes of which the board says none: those of the file, where it has as many.
    std::vector<std::string> usual_names(std::vector<std::string> axes) const;
    /// Error (input): the file has other columns. To be called once, before write().
    Status set_axes(const std::vector<std::string>& axes);
    /// Appends the session. Error (io): nothing of it is in the file.
    Status write(const Session& session);

    const std::filesystem::path& path() const { return path_; }
    std::string next_session() const;
    size_t rows() const { return rows_; }                                    ///< in all
    const std::map<std::string, size_t>& labels() const { return labels_; }  ///< rows of each

  private:
    explicit RecordingFile(std::filesystem::path path) : path_(std::move(path)) {}
    Status read_existing();
    Status append_text(const std::string& text);

    std::filesystem::path path_;
    std::string titles_;                ///< line of titles; empty: there is no file yet
    std::vector<std::string> columns_;  ///< of an existing file
    size_t sessions_ = 0;
    size_t rows_ = 0;
    std::map<std::string, size_t> labels_;
    bool exists_ = false;
};

}  // namespace mote::live
