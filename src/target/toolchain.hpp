// The AVR compiler and its tools, run as processes.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "target/elf_file.hpp"

namespace mote::target {

/// One program for the chip, or a part of it. `flags` come after the defaults of target/flags.hpp and may
/// override them.
struct Program {
    /// Compiled as one file: no two may have a static name in common.
    std::vector<std::filesystem::path> sources;
    std::vector<std::filesystem::path> includes;
    std::vector<std::string> defines;  ///< "NAME" or "NAME=value"
    std::vector<std::string> flags;
    std::string mcu;
};

class Toolchain {
  public:
    /// Looks for avr-gcc in PATH. Error (environment) with the remedy when it is missing.
    static Result<Toolchain> find();

    /// Ends the running tool and every later one (error: interrupted).
    void set_stop(std::stop_token stop) { stop_ = std::move(stop); }

    /// Compiles the sources of `program` into an object file; the file that includes them all is written beside
    /// it. Error (environment): what the compiler said.
    Status compile(const Program& program, const std::filesystem::path& object) const;
    /// Links objects. Error (usage) when the program does not fit the chip, else environment.
    Result<Sizes> link(const std::vector<std::filesystem::path>& objects, const Program& settings,
                       const std::filesystem::path& elf) const;
    /// Compiles and links; the object file goes into a temporary folder.
    Status build(const Program& program, const std::filesystem::path& elf) const;

    /// Of a program with nothing but an empty main, for the same chip and flags.
    Result<Sizes> empty_program_sizes(const Program& settings) const;

  private:
    std::vector<std::string> compiler(const Program& settings) const;
    Result<std::string> run(std::vector<std::string> arguments) const;

    std::string gcc_;
    std::stop_token stop_;
};

}  // namespace mote::target
