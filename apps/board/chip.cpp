// SPDX-License-Identifier: GPL-3.0-or-later
#include "chip.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

#include "simavr.hpp"

// libsimavr never frees its own small tables; read by the sanitizer builds only.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_options();
extern "C" const char* __lsan_default_options() {
    return "print_suppressions=0";
}
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libsimavr";
}

namespace board {
namespace {

using mote::Error;
using mote::ErrorCode;

// libsimavr reports what goes wrong by its logger only, and the logger is one for the process.
std::string simulator_error;

void keep_errors(avr_t*, const int level, const char* format, va_list arguments) {
    if (level != LOG_ERROR || !simulator_error.empty()) return;
    char text[256];
    std::vsnprintf(text, sizeof(text), format, arguments);
    simulator_error = text;
    std::erase_if(simulator_error, [](char c) { return c < ' ' || c == 0x7f; });
}

std::string hex(uint32_t value) {
    char text[16];
    std::snprintf(text, sizeof(text), "0x%04x", value);
    return text;
}

constexpr uint16_t interrupts_off = 0x94F8;  // cli
constexpr uint16_t endless_loop = 0xCFFF;    // rjmp .-2
constexpr uint16_t reset_flags = 0x54;       // MCUSR
constexpr uint8_t external_reset = 0x02;     // EXTRF
bool writes_upper_stack_half(uint16_t op) {
    return (op & 0xFE0F) == 0xBE0E;
}  // out SPH, rN

}  // namespace

void Chip::Free::operator()(avr_t* avr) const {
    avr_terminate(avr);
    std::free(avr);
}

mote::Result<std::unique_ptr<Chip>> Chip::create(const std::string& mcu, uint32_t hz,
                                                 const FirmwareImage& image) {
    avr_global_logger_set(keep_errors);
    std::unique_ptr<avr_t, Free> avr(avr_make_mcu_by_name(mcu.c_str()));
    simulator_error.clear();
    if (!avr)
        return Error{ErrorCode::usage, "no such microcontroller: " + mcu, "--mcu",
                     "use atmega2560, atmega1284p, atmega328p or attiny85"};
    if (hz == 0) return Error{ErrorCode::usage, "the clock must run", "--hz", "use 16000000"};
    avr_init(avr.get());
    if (image.flash.size() > size_t{avr->flashend} + 1)
        return Error{ErrorCode::input,
                     "the program has " + std::to_string(image.flash.size()) + " bytes, the flash of " + mcu +
                         " " + std::to_string(avr->flashend + 1),
                     "", "choose the --mcu for which it was built"};
    std::copy(image.flash.begin(), image.flash.end(), avr->flash);
    avr->frequency = hz;
    avr->log = LOG_ERROR;
    std::unique_ptr<Chip> chip(new Chip(std::move(avr)));
    chip->hz_ = hz;
    chip->run_ = chip->avr_->run;
    chip->program_end_ = static_cast<uint32_t>(image.flash.size());
    chip->stack_top_ = chip->deepest_ = chip->avr_->ramend;
    const auto end = image.symbols.find("_end");
    if (end != image.symbols.end() && end->second.address >= ram_base)
        chip->variables_end_ = static_cast<uint16_t>(end->second.address - ram_base);
    return chip;
}

Chip::~Chip() = default;

uint64_t Chip::cycles() const {
    return base_ + avr_->cycle;
}

uint16_t Chip::stack_pointer() const {
    return static_cast<uint16_t>(avr_->data[R_SPL] | (avr_->data[R_SPH] << 8));
}

uint16_t Chip::opcode(uint32_t pc) const {
    return static_cast<uint16_t>(avr_->flash[pc] | (avr_->flash[pc + 1] << 8));
}

void Chip::watch_stack() {
    stack_top_ = deepest_ = stack_pointer();
    stack_watched_ = true;
}

void Chip::note_stack(uint32_t pc, uint16_t sp) {
    // A frame is made by writing the upper half of the stack pointer, then the lower: between the two it
    // points to a place where nothing is ever stored.
    if (writes_upper_stack_half(opcode(pc))) passing_ = sp;
    if (sp != passing_) deepest_ = sp;
}

bool Chip::stop(ChipState state, std::string why) {
    state_ = state;
    why_ = std::move(why) + " (program counter " + hex(avr_->pc) + ", stack pointer " + hex(stack_pointer()) +
           ")";
    return false;
}

bool Chip::at_program_end(uint32_t pc) const {
    return pc >= 2 && !avr_->sreg[S_I] && opcode(pc) == endless_loop && opcode(pc - 2) == interrupts_off;
}

bool Chip::nothing_happens() {
    // A byte may still be leaving, a short watchdog still be running: grant them 20 ms.
    if (halting_since_ == 0) halting_since_ = cycles();
    return cycles() - halting_since_ > hz_ / 50;
}

bool Chip::nap(uint64_t until_next_event) {
    if (!avr_->sreg[S_I] && nothing_happens()) return stop(ChipState::halted, "asleep with interrupts off");
    const uint64_t length = 1 + std::min(until_next_event, longest_nap);
    avr_->cycle += length;
    asleep_ += length;
    return true;
}

void Chip::serve_interrupts() {
    const bool was_asleep = avr_->state == cpu_Sleeping;
    const auto nested = avr_->interrupts.running_ptr;
    avr_service_interrupts(avr_.get());
    if (avr_->interrupts.running_ptr <= nested) return;
    ++interrupts_;
    avr_->cycle += (avr_->address_size == 3 ? 5u : 4u) + (was_asleep ? 4u : 0u);
    const uint16_t sp = stack_pointer();
    if (sp < deepest_) deepest_ = sp;
}

void Chip::reset_by_watchdog() {
    const uint64_t before = cycles();
    avr_->run(avr_.get());
    begin_again(before);
}

void Chip::reset() {
    const uint64_t before = cycles();
    avr_reset(avr_.get());
    avr_->data[reset_flags] = external_reset;
    begin_again(before);
}

void Chip::begin_again(uint64_t before) {
    avr_->run = run_;
    halting_since_ = 0;
    base_ = before - std::min<uint64_t>(before, avr_->cycle);
    ++resets_;
}

mote::Status Chip::install(const BootLoader& loader) {
    const size_t flash = size_t{avr_->flashend} + 1;
    if (loader.start + loader.bytes.size() > flash)
        return Error{ErrorCode::usage, "the boot loader ends beyond the flash of " + std::string(avr_->mmcu),
                     "--bootloader", "give the boot loader of this chip, or its --mcu"};
    std::copy(loader.bytes.begin(), loader.bytes.end(), avr_->flash + loader.start);
    program_end_ = static_cast<uint32_t>(flash);
    avr_->reset_pc = avr_->pc = loader.start;
    avr_->data[reset_flags] = external_reset;
    return mote::Done{};
}

bool Chip::step() {
    avr_t* const avr = avr_.get();
    const uint32_t pc = avr->pc;
    if (pc >= program_end_) return stop(ChipState::crashed, "ran out of the program");
    uint32_t next = pc;
    if (avr->state == cpu_Running) {
        next = avr_run_one(avr);
        const uint16_t sp = stack_pointer();
        if (sp < deepest_) note_stack(pc, sp);
        if (stack_watched_ && deepest_ + 1u < variables_end_) {
            stack_overflow_ = true;
            return stop(ChipState::crashed, "the stack has run into the variables");
        }
        if (next == pc && at_program_end(pc) && nothing_happens())
            return stop(ChipState::halted, "the program has ended: main has returned");
    }
    if (!simulator_error.empty()) return stop(ChipState::crashed, simulator_error);
    const avr_cycle_count_t free_cycles = avr_cycle_timer_process(avr);
    avr->pc = next;
    if (avr->state == cpu_Sleeping && !nap(free_cycles)) return false;
    if (avr->interrupt_state != 0) serve_interrupts();
    if (avr->run != run_) reset_by_watchdog();
    if (avr->state != cpu_Running && avr->state != cpu_Sleeping)
        return stop(ChipState::crashed, "the processor stopped");
    return true;
}

}  // namespace board
