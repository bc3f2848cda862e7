// A recording, a time step a row, becomes a table of windows, a window a row.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/windowing.hpp"
#include "data/csv.hpp"
#include "data/windows/options.hpp"

namespace mote::data {

/// Where a window comes from.
struct WindowPlace {
    uint32_t session = 0;
    uint32_t first_step = 0;  ///< in its session
    uint32_t first_row = 0;   ///< of the table that it was cut from
};

/// What became of a recording, for people and run.json.
struct WindowReport {
    size_t rows = 0;       ///< of the recording
    size_t rows_used = 0;  ///< that lie in at least one window
    size_t sessions = 0, fragments = 0, gaps = 0;
    size_t resampled = 0;       ///< sessions
    size_t short_sessions = 0;  ///< shorter than half a window, left out
    size_t padded = 0;          ///< windows whose session was shorter: the last step is repeated
    size_t centred = 0;         ///< sessions of less than two windows: one window around their energy
    size_t mixed = 0;           ///< windows left out: more than one label
    size_t mixed_rows = 0;      ///< rows that are in no other window
    size_t unlabelled = 0;      ///< windows left out: no label
    size_t incomplete = 0;      ///< windows left out: a row lacks an input
    std::string rate_source;
};

struct Windows {
    Table table;  ///< columns t0_AXIS1, t0_AXIS2, ..., t1_AXIS1, ...; Table::origin is that of the first rows
    Windowing windowing;
    std::vector<WindowPlace> places;  ///< of each row of `table`
    WindowReport report;
    std::vector<std::string> notices;
};

/// How to cut.
struct Cutting {
    WindowOptions options;  ///< for a recording to learn from
    Windowing known;        ///< for a model: cut as it was trained; `options` is passed over
    bool classes = true;    ///< targets are labels: a window has one; else the target is that of its last row
    bool keep_all = false;  ///< to predict: labels do not matter
};

/// Cuts every session of the table into windows. Sessions shorter than a window are padded with their last step
/// down to half a window. Where sessions are a gesture each (most are between half and two windows long, of unequal
/// length, and no shift was asked for), one window is centred on the energy of each: where the sum of squared
/// deviations from the mean is largest.
/// Integers stay integers. Errors: (usage) seconds without a rate, a window of more values than a model takes;
/// (input) no session is long enough, no window has a label.
Result<Windows> cut_windows(const Table& table, const Cutting& cutting);

}  // namespace mote::data
