// SPDX-License-Identifier: GPL-3.0-or-later
// A voltage over time, out of a text file.
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"

namespace board {

/// Numbers of a column of a CSV (commas, semicolons, tabs or spaces), a value a line; a first line without numbers holds
/// titles. column: a title, or a position from 0 (-1: the last); empty: the first column that holds a number.
/// Errors: io; input for a line without that number, usage for a column that is not there.
mote::Result<std::vector<float>> read_wave(const std::string& path, const std::string& column);

/// "A0=FILE" or "A0=FILE:COLUMN".
struct WaveOption {
    unsigned channel = 0;  ///< of the chip's converter
    std::string path, column;
};
/// Error (usage): no such pin, no file named. The simulator converts channels 0 to 7.
mote::Result<WaveOption> parse_wave_option(const std::string& text);

}  // namespace board
