// Where the playing of a recording is.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "core/result.hpp"
#include "live/replay.hpp"

namespace mote::live {

struct PlaybackEvents {
    /// `values`: one an axis; `seconds` since the playback's first step; `row` of the file, from 1; `label`: class of the
    /// step, -1: none.
    std::function<Status(std::span<const float> values, double seconds, size_t row,
                         std::optional<int8_t> label)>
        on_step;
    std::function<void()> on_session_end;
};

class Playback {
  public:
    /// `axes`: values a step, 1 and more. `speed`: times as fast as it was recorded; 0: as fast as it goes.
    Playback(Replay replay, size_t axes, double speed);

    /// The steps that are due after `passed` more seconds. True: the recording is at its end. Errors: those of on_step.
    Result<bool> play(double passed, const PlaybackEvents& events);

    size_t session() const { return session_; }         ///< from 0
    double rate_hz() const { return replay_.rate_hz; }  ///< steps a second; 0: nothing tells

  private:
    Replay replay_;
    size_t axes_;
    double speed_;
    size_t session_ = 0, step_ = 0;
    size_t played_ = 0;  // steps
    double due_ = 0;     // steps
};

}  // namespace mote::live
