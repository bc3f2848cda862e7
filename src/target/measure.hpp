// What an inference costs on a chip: built, linked and run on the simulator.
//
// Two programs are linked with the same flags: the scaffold (device/measure) around empty functions, and the
// scaffold around the inference. What they differ by is what inference library and model add:
//   flash_bytes       .text + .data of the second minus the first. Counted: library, model, the few
//   instructions
//                     of mote_measure_run that call it, helpers of the compiler (multiplication, division),
//                     and the start-up code that clears or fills variables, if it has any. Not counted:
//                     vectors, start-up code of an empty program, the scaffold's main and its two arrays.
//   static_ram_bytes  .data + .bss + .noinit of the second minus the first, plus what a program keeps of its
//                     samples: a row, or where it takes them as they come one.
//                     Not counted: the copy of the answer that the simulator reads.
//   stack_bytes       deepest stack of one inference, the return address of its call included.
//   ram_bytes         static_ram_bytes + stack_bytes.
//   cycles            from the call of mote_measure_run to its return, both included; that a sample is handed over
//                     is not counted.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace mote::target {

/// Sources define mote_measure_init and mote_measure_run; "measure.h" and its macros are provided.
struct MeasureRequest {
    std::vector<std::filesystem::path> sources, includes;  ///< compiled as one file, as Program says
    std::vector<std::string> defines, flags;               ///< flags come after the target's own
    std::string mcu;
    size_t row_bytes = 0, answer_bytes = 0;
    size_t sample_bytes = 0;    ///< samples are handed over one by one (mote_measure_take); 0: whole rows
    std::vector<uint8_t> rows;  ///< whole rows, one after another
    /// What the chip holds of a row at a time.
    size_t input_bytes() const { return sample_bytes != 0 ? sample_bytes : row_bytes; }

    std::filesystem::path board;  ///< mote-board; empty: beside the running executable
    std::chrono::seconds time_limit = std::chrono::minutes(10);  ///< of the run on the simulator
    std::stop_token stop;
};

struct Measurement {
    uint32_t flash_bytes = 0, ram_bytes = 0, static_ram_bytes = 0, stack_bytes = 0;
    uint64_t cycles_min = 0, cycles_max = 0;
    double cycles_mean = 0;
    std::vector<uint64_t> cycles;  ///< one a row
    std::vector<uint8_t> answers;  ///< answer_bytes a row
};

/// Told the step that begins: "compile", "link", "run".
using Progress = std::function<void(std::string_view step)>;

/// Errors: usage (unknown chip, rows of the wrong size, does not fit the chip's flash or RAM), environment
/// (tools missing or failing), device (the chip crashed or ran out of time), interrupted.
Result<Measurement> measure(const MeasureRequest& request, const Progress& progress = {});

/// The sizes alone, without a run: rows, board and time limit are not looked at; stack and cycles stay 0.
Result<Measurement> measure_sizes(const MeasureRequest& request, const Progress& progress = {});

}  // namespace mote::target
