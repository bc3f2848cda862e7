// SPDX-License-Identifier: GPL-3.0-or-later
// One simulated chip: runs instruction by instruction, counts cycles exactly, watches the stack.
//
// Mends what libsimavr leaves out: entering an interrupt costs 4 cycles (5 where the program counter has
// three bytes), 4 more out of sleep; an undefined instruction, or running past the program, stops the chip.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "boot_loader.hpp"
#include "core/result.hpp"
#include "firmware_image.hpp"

struct avr_t;

namespace board {

enum class ChipState {
    running,
    halted,   ///< asleep with interrupts off, or main has returned: nothing can ever happen again
    crashed,  ///< stack within variables while it is watched, undefined instruction, ran out of the program, wrote outside of the memory
};

class Chip {
  public:
    /// Errors: usage for an unknown mcu or clock, input when the program does not fit its flash.
    static mote::Result<std::unique_ptr<Chip>> create(const std::string& mcu, uint32_t hz,
                                                      const FirmwareImage& image);
    Chip(const Chip&) = delete;
    Chip& operator=(const Chip&) = delete;
    ~Chip();

    /// The chip starts in it from now on, as the fuses of a board with one say. Error (usage): it does not fit the flash.
    mote::Status install(const BootLoader& loader);
    /// The reset pin is pulled.
    void reset();

    /// One instruction, or the next stretch of sleep. False when the chip has stopped: see state() and why().
    bool step();

    ChipState state() const { return state_; }
    const std::string& why() const { return why_; }
    uint64_t cycles() const;
    uint64_t cycles_asleep() const { return asleep_; }
    uint64_t interrupts() const { return interrupts_; }
    unsigned resets() const { return resets_; }  ///< by the watchdog or the reset pin
    uint32_t hz() const { return hz_; }
    avr_t* avr() const { return avr_.get(); }

    uint16_t stack_pointer() const;
    /// Deepest stack in bytes since the last watch_stack(), counted from the stack pointer at that moment;
    /// from the top of the RAM when it was never called.
    unsigned stack_bytes() const { return static_cast<unsigned>(stack_top_ - deepest_); }
    void watch_stack();
    /// The chip has crashed because the stack came down to where the variables are.
    bool stack_overflow() const { return stack_overflow_; }

    /// Longest jump while asleep, in cycles: bounds how late a byte from outside is noticed.
    static constexpr uint64_t longest_nap = 4000;

  private:
    struct Free {
        void operator()(avr_t* avr) const;
    };
    explicit Chip(std::unique_ptr<avr_t, Free> avr) : avr_(std::move(avr)) {}
    bool stop(ChipState state, std::string why);
    bool nap(uint64_t until_next_event);
    bool at_program_end(uint32_t pc) const;
    bool nothing_happens();
    void reset_by_watchdog();
    void begin_again(uint64_t before);
    void serve_interrupts();
    void note_stack(uint32_t pc, uint16_t sp);
    uint16_t opcode(uint32_t pc) const;

    std::unique_ptr<avr_t, Free> avr_;
    ChipState state_ = ChipState::running;
    std::string why_;
    uint32_t hz_ = 0;
    uint32_t program_end_ = 0;
    uint64_t base_ = 0;  ///< cycles before the last reset (the simulator then starts at 0 again)
    unsigned resets_ = 0;
    uint64_t halting_since_ = 0;     ///< cycle at which nothing seemed to follow; 0: not yet
    void (*run_)(avr_t*) = nullptr;  ///< libsimavr's own step; it swaps it to ask for a reset
    uint64_t asleep_ = 0;
    uint64_t interrupts_ = 0;
    uint16_t stack_top_ = 0;
    uint16_t deepest_ = 0;
    uint16_t variables_end_ = 0;  ///< 0: the program does not say
    bool stack_watched_ = false, stack_overflow_ = false;
    uint16_t passing_ = 0;  ///< stack pointer with only its upper half written yet
};

}  // namespace board
