// mote-board --measure, run as a process.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::target {

struct SimulatorResult {
    uint32_t stack_bytes = 0;      ///< deepest of all rows, the call of the inference included
    std::vector<uint64_t> cycles;  ///< one a row, the call included
    std::vector<uint8_t> answers;  ///< answer_bytes a row
};

class Simulator {
  public:
    /// `board` is the mote-board program; empty: the one beside the running executable. Error (environment)
    /// when it is not there.
    static Result<Simulator> find(const std::filesystem::path& board = {});

    void set_stop(std::stop_token stop) { stop_ = std::move(stop); }
    void set_time_limit(std::chrono::seconds limit) { time_limit_ = limit; }

    /// Runs firmware built with the measurement scaffold over rows (a whole number of them). With `sample_bytes`
    /// it is handed one sample at a time, else whole rows. Errors: device
    /// when the chip crashed, halted or ran out of time; input when rows and firmware do not match;
    /// environment.
    Result<SimulatorResult> measure(const std::filesystem::path& elf, const std::string& mcu,
                                    std::span<const uint8_t> rows, size_t row_bytes, size_t answer_bytes,
                                    size_t sample_bytes = 0) const;

  private:
    std::filesystem::path board_;
    std::chrono::seconds time_limit_ = std::chrono::minutes(10);
    std::stop_token stop_;
};

}  // namespace mote::target
