// SPDX-License-Identifier: GPL-3.0-or-later
// Measurement of an inference, row by row, on firmware built with device/measure/measure.c.
//
// The firmware talks through the register GPIOR0: 1 asks for the next row, 2 stands immediately before the
// inference, 3 immediately after it, 4 and 6 (4 while it runs) ask for the next sample of the row; any other value
// means nothing. On 1 the row's bytes are put into RAM at
// mote_measure_input, on 3 the answer's are taken from mote_measure_answer. Between 2 and 3 the cycles are
// counted (those of two instructions for each sample that is handed over excluded, and the instructions that write 2 and 3 excluded) and the deepest stack is taken, relative to the
// stack pointer at 2; the call of the inference is included in both.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "chip.hpp"
#include "core/result.hpp"
#include "firmware_image.hpp"

namespace board {

struct MeasureRequest {
    std::vector<uint8_t> rows;  ///< row after row
    size_t row_bytes = 0;       ///< 0: the size of mote_measure_input
    size_t sample_bytes = 0;    ///< handed over one by one, each into mote_measure_input; 0: the whole row
    size_t answer_bytes = 0;    ///< 0: the size of mote_measure_answer
    double time_limit = 0;      ///< seconds on the wall; 0: none
};

struct MeasureResult {
    size_t row_bytes = 0;
    size_t answer_bytes = 0;
    std::vector<uint8_t> answers;  ///< one a row measured
    std::vector<uint64_t> cycles;  ///< one a row measured
    unsigned stack_bytes = 0;      ///< deepest of all rows
    std::string end;  ///< "done", or why it stopped before: "signal", "time limit", "halted", "crashed"
};

/// Errors: input when the firmware lacks the symbols or the rows do not fit them. A chip that stops is a
/// result.
mote::Result<MeasureResult> measure(Chip& chip, const std::string& mcu, const FirmwareImage& image,
                                    const MeasureRequest& request, const std::atomic<bool>& stop);

}  // namespace board
