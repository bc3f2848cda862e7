// The AVR compiler and its tools, run as processes.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::target {

/// One program for the chip. `flags` come after the defaults of target/flags.hpp and may override them.
struct Program {
    std::vector<std::filesystem::path> sources;
    std::vector<std::filesystem::path> includes;
    std::vector<std::string> defines;  ///< "NAME" or "NAME=value"
    std::vector<std::string> flags;
    std::string mcu;
};

/// By the linker's figures.
struct Sizes {
    uint32_t flash_bytes = 0;       ///< .text + .data (its first values lie in the flash)
    uint32_t static_ram_bytes = 0;  ///< .data + .bss + .noinit
};

class Toolchain {
  public:
    /// Looks for avr-gcc, avr-size and avr-nm in PATH. Error (environment) with the remedy when one is
    /// missing.
    static Result<Toolchain> find();

    /// Ends the running tool and every later one (error: interrupted).
    void set_stop(std::stop_token stop) { stop_ = std::move(stop); }

    /// Compiles one source into an object file. Error (environment): what the compiler said.
    Status compile(const std::filesystem::path& source, const Program& settings,
                   const std::filesystem::path& object) const;
    /// What the compiler reads of the sources, one after the other, with the names of files and lines.
    Result<std::string> preprocess(const std::vector<std::filesystem::path>& sources,
                                   const Program& settings) const;
    /// Links objects. Error (usage) when the program does not fit the chip, else environment.
    Result<Sizes> link(const std::vector<std::filesystem::path>& objects, const Program& settings,
                       const std::filesystem::path& elf) const;
    /// Compiles every source of `program` and links them; object files go into a temporary folder.
    Status build(const Program& program, const std::filesystem::path& elf) const;

    Result<Sizes> sizes(const std::filesystem::path& elf) const;
    /// Of a program with nothing but an empty main, for the same chip and flags.
    Result<Sizes> empty_program_sizes(const Program& settings) const;
    /// Functions and variables of the same name that are in the program more than once: code paid for twice.
    Result<std::vector<std::string>> duplicate_symbols(const std::filesystem::path& elf) const;

  private:
    std::vector<std::string> compiler(const Program& settings) const;
    Result<std::string> run(std::vector<std::string> arguments) const;

    std::string gcc_, size_, nm_;
    std::stop_token stop_;
};

}  // namespace mote::target
