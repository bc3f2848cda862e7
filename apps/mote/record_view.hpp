// What `mote record` says and shows.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "live/recorder.hpp"
#include "live/row_reader.hpp"
#include "live_view.hpp"

namespace mote::apps {

/// "s1: walking, 1,000 rows in 10.0 s (100 a second, drift +0.02 %, off by 4 ms)", the last being the largest distance
/// of a line from an even clock.
std::string session_words(const live::WrittenSession& session);

class RecordView {
  public:
    RecordView(std::FILE* out, bool moving);

    void say(const std::string& text) { block_.say(text); }
    void on_axes(const std::vector<std::string>& axes, bool named);
    void on_row(std::span<const std::string> cells);
    void on_other(const std::string& text, size_t count);
    /// The block: what is recorded, the curves, the keys.
    void draw(const live::Recorder& recorder, double now, double limit, const live::OtherLines& other);
    /// Plain lines: how far it is, now and then.
    void progress(const live::Recorder& recorder, double now);
    void clear() { block_.clear(); }

  private:
    double rate(double now);
    std::string state_line(const live::Recorder& recorder, double limit) const;
    std::string keys_line(const live::Recorder& recorder) const;

    LiveBlock block_;
    bool braille_, colour_;
    std::optional<AxisCurves> curves_;
    size_t rows_ = 0, rows_before_ = 0;
    double looked_ = 0, rate_ = 0, told_ = 0;
};

}  // namespace mote::apps
