// How a recording is cut into rows: a part of the data, of the model's package and of the chip's code alike.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mote {

/// Windows of `steps` time steps, one every `shift` steps, each a row of steps x axes values, interleaved.
struct Windowing {
    uint16_t steps = 0;             ///< 0: rows are rows, nothing is cut
    uint16_t shift = 0;             ///< steps from the start of one window to that of the next
    bool centred = false;           ///< sessions of less than two windows have one, centred on their energy
    double rate_hz = 0;             ///< time steps a second; 0: not known
    std::vector<std::string> axes;  ///< titles of the columns of a recording, in the order of a time step
    std::string session;            ///< column that tells sessions apart; empty: none

    explicit operator bool() const { return steps > 0; }
    /// Windows that a time step lies in at most.
    uint16_t overlap() const { return static_cast<uint16_t>((steps + shift - 1) / shift); }
};

}  // namespace mote
