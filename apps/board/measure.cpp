// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure.hpp"

#include <algorithm>
#include <chrono>

#include "simavr.hpp"

namespace board {
namespace {

using mote::Error;
using mote::ErrorCode;
using mote::Result;

constexpr uint8_t wants_row = 1, before_inference = 2, after_inference = 3, wants_sample = 4;
constexpr uint64_t cycles_of_taking = 2 + 2;  // sbi and cbi, around a sample that is handed over

struct Buffer {
    uint32_t address = 0;  ///< in the chip's data memory
    size_t size = 0;
};

/// Data-space address of the register that the firmware marks with, as it says itself; 0 when it does not.
avr_io_addr_t marker_register(const FirmwareImage& image) {
    constexpr uint32_t first = 0x20, last = 0x3F;  // that sbi reaches
    const auto found = image.symbols.find("mote_measure_marker");
    if (found == image.symbols.end()) return 0;
    const uint32_t address = found->second.address;
    return address < first || address > last ? 0 : static_cast<avr_io_addr_t>(address);
}

class Session {
  public:
    Session(Chip& chip, const MeasureRequest& request, size_t row_bytes, Buffer input, Buffer answer)
        : chip_(chip), request_(request), row_bytes_(row_bytes), input_(input), answer_(answer) {}

    void attach(avr_io_addr_t address) {
        auto& slot = chip_.avr()->io[AVR_DATA_TO_IO(address)].w;
        slot.param = this;
        slot.c = [](avr_t* avr, avr_io_addr_t at, uint8_t value, void* self) {
            avr->data[at] = value;
            static_cast<Session*>(self)->on_marker(value);
        };
    }
    bool finished() const { return finished_; }
    MeasureResult take() { return std::move(result_); }

  private:
    void on_marker(uint8_t value) {
        if (value & wants_sample) return hand_over_sample();
        if (value == wants_row) hand_over_row();
        if (value == before_inference && !running_) begin();  // else a sample was taken
        if (value == after_inference && running_) end();
    }

    void hand_over_row() {
        if (next_ + row_bytes_ > request_.rows.size()) {
            finished_ = true;
            return;
        }
        sample_ = next_;
        next_ += row_bytes_;
        row_ready_ = true;
        if (request_.sample_bytes == 0) hand_over(next_ - row_bytes_);
    }

    /// Beyond the row's end nothing changes: who asks too often gets the last sample again.
    void hand_over_sample() {
        if (running_) taking_ += cycles_of_taking;
        if (request_.sample_bytes == 0 || sample_ + input_.size > next_) return;
        hand_over(sample_);
        sample_ += input_.size;
    }

    void hand_over(size_t from) {
        std::copy_n(request_.rows.begin() + static_cast<ptrdiff_t>(from), input_.size,
                    chip_.avr()->data + input_.address);
    }

    // Both handlers run at the first cycle of the instruction that writes the register.
    void begin() {
        running_ = row_ready_;
        taking_ = 0;
        started_ = chip_.cycles() + cycles_of_this_write();
        chip_.watch_stack();
    }

    void end() {
        running_ = row_ready_ = false;
        result_.cycles.push_back(chip_.cycles() - started_ - taking_);
        result_.stack_bytes = std::max(result_.stack_bytes, chip_.stack_bytes());
        const uint8_t* const answer = chip_.avr()->data + answer_.address;
        result_.answers.insert(result_.answers.end(), answer, answer + answer_.size);
        finished_ = next_ + row_bytes_ > request_.rows.size();
    }

    /// OUT takes 1 cycle, SBI and STS take 2.
    uint64_t cycles_of_this_write() const {
        const avr_t* const avr = chip_.avr();
        const bool is_out = (avr->flash[avr->pc + 1] & 0xF8) == 0xB8;
        return is_out ? 1 : 2;
    }

    Chip& chip_;
    const MeasureRequest& request_;
    size_t row_bytes_;
    Buffer input_;  ///< of a row, or of a sample
    Buffer answer_;
    size_t next_ = 0;    ///< row, in request_.rows
    size_t sample_ = 0;  ///< likewise
    bool row_ready_ = false;
    bool running_ = false;
    bool finished_ = false;
    uint64_t started_ = 0;
    uint64_t taking_ = 0;  ///< cycles since then that samples were taken in
    MeasureResult result_;
};

Result<Buffer> find_buffer(const FirmwareImage& image, const char* name, size_t wanted, uint32_t ram_end) {
    const auto found = image.symbols.find(name);
    if (found == image.symbols.end() || found->second.address < ram_base)
        return Error{ErrorCode::input, std::string("the firmware has no array ") + name, "",
                     "build it with device/measure/measure.c"};
    const Buffer buffer = {found->second.address - ram_base, wanted != 0 ? wanted : found->second.size};
    if (buffer.size == 0 || buffer.size > found->second.size ||
        uint64_t{buffer.address} + buffer.size > ram_end)
        return Error{ErrorCode::input,
                     std::string(name) + " has " + std::to_string(found->second.size) +
                         " bytes in the firmware, " + std::to_string(wanted) + " are asked for",
                     "", "build the firmware for rows and answers of this size"};
    return buffer;
}

std::string run(Chip& chip, const Session& session, double time_limit, const std::atomic<bool>& stop) {
    using Clock = std::chrono::steady_clock;
    const auto started = Clock::now();
    constexpr unsigned steps_a_look = 1u << 16;
    for (unsigned steps = 0; chip.step(); ++steps) {
        if (session.finished()) return "done";
        if (steps % steps_a_look != 0) continue;
        if (stop.load(std::memory_order_relaxed)) return "signal";
        if (time_limit > 0 && Clock::now() - started >= std::chrono::duration<double>(time_limit))
            return "time limit";
    }
    return chip.state() == ChipState::halted ? "halted" : "crashed";
}

}  // namespace

Result<MeasureResult> measure(Chip& chip, const std::string& mcu, const FirmwareImage& image,
                              const MeasureRequest& request, const std::atomic<bool>& stop) {
    const avr_io_addr_t marker = marker_register(image);
    if (marker == 0)
        return Error{ErrorCode::input, "the firmware does not say how it marks an inference on the " + mcu,
                     "", "build it around device/measure/measure.c of this version"};
    const uint32_t ram_end = uint32_t{chip.avr()->ramend} + 1;
    const bool by_sample = request.sample_bytes != 0;
    MOTE_TRY(input, find_buffer(image, "mote_measure_input",
                                by_sample ? request.sample_bytes : request.row_bytes, ram_end));
    MOTE_TRY(answer, find_buffer(image, "mote_measure_answer", request.answer_bytes, ram_end));
    const size_t row_bytes = request.row_bytes != 0 ? request.row_bytes : input.size;
    if (row_bytes % input.size != 0)
        return Error{ErrorCode::input,
                     "a row of " + std::to_string(row_bytes) + " bytes is not whole samples of " +
                         std::to_string(input.size),
                     "--sample-bytes", "give both sizes as the firmware has them"};
    if (request.rows.empty() || request.rows.size() % row_bytes != 0)
        return Error{ErrorCode::input,
                     "the rows have " + std::to_string(request.rows.size()) +
                         " bytes, which is not one or more rows of " + std::to_string(row_bytes),
                     "--rows", "give whole rows, or name their size with --row-bytes"};
    Session session(chip, request, row_bytes, input, answer);
    session.attach(marker);
    std::string end = run(chip, session, request.time_limit, stop);
    MeasureResult result = session.take();
    result.row_bytes = row_bytes;
    result.answer_bytes = answer.size;
    result.end = std::move(end);
    return result;
}

}  // namespace board
