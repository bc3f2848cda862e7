// A recording as the stream that it once was.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/windowing.hpp"
#include "data/reading/reading_options.hpp"

namespace mote::live {

struct Replay {
    struct Session {
        std::vector<float> values;  ///< steps x axes; NaN: nothing was recorded
        size_t first_row = 0;       ///< of the file, from 0
    };
    std::vector<Session> sessions;
    double rate_hz = 0;                ///< steps a second; 0: nothing tells
    std::vector<std::string> notices;  ///< what was taken for what
};

/// Reads the axes of the windows out of a recording, session by session, at the rate that the model was trained at: where a
/// clock drifts it is resampled as `mote predict` does. Errors: those of read_csv.
Result<Replay> read_replay(const std::string& file, const Windowing& windowing,
                           const data::ReadingOptions& reading = {});

}  // namespace mote::live
