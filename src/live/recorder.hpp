// What becomes a recording of the rows that come: which label, from when to when.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "live/clock_fit.hpp"
#include "live/recording_file.hpp"
#include "live/row_reader.hpp"

namespace mote::live {

struct RecorderOptions {
    std::vector<std::string> labels;  ///< at least one
    double seconds = 0;               ///< of a session; 0: until it is stopped
    double rate_hz = 0;  ///< rows a second of a source that has no clock; 0: by the times of the rows
    bool timed = true;   ///< the times of the rows mean something
};

/// A session that was written.
struct WrittenSession {
    std::string name, label;
    size_t rows = 0;
    double seconds = 0;
    ClockFit clock;  ///< without its times
};

class Recorder {
  public:
    /// `on_written` is told of each session once it is in the file.
    Recorder(RecordingFile& file, RecorderOptions options,
             std::function<void(const WrittenSession&)> on_written)
        : file_(file), options_(std::move(options)), on_written_(std::move(on_written)) {}

    /// The next row begins a session.
    void start();
    /// Ends the session and writes it. Error (io): it is not in the file, and is kept: stop() tries again.
    Status stop();
    /// Another label: a session that runs is ended, and another one begun.
    Status choose(size_t label);
    /// Takes the row into the session that runs; ends it when its seconds are over.
    Status take(const Row& row);

    bool running() const { return running_; }
    size_t label() const { return label_; }
    const std::vector<std::string>& labels() const { return options_.labels; }
    size_t rows() const { return session_.rows.size(); }  ///< of the session that runs
    double seconds() const;                               ///< of it
    const std::vector<WrittenSession>& written() const { return written_; }

  private:
    RecordingFile& file_;
    RecorderOptions options_;
    std::function<void(const WrittenSession&)> on_written_;
    bool running_ = false;
    size_t label_ = 0;
    std::vector<double> arrivals_;
    Session session_;
    std::vector<WrittenSession> written_;
};

}  // namespace mote::live
