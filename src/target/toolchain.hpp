// The compiler of a chip and its tools, run as processes: the one way in which code is built.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/process.hpp"
#include "core/result.hpp"
#include "target/elf_file.hpp"
#include "target/target.hpp"

namespace mote::target {

/// One program for the chip, or a part of it. `flags` come after the target's own and may override them.
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
    /// Looks for the compiler of this chip in PATH. Error (environment) with the remedy when it is missing.
    /// tool_prefix: another than the target's.
    static Result<Toolchain> find(std::string_view mcu = {}, const std::string& tool_prefix = {});

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

    /// Runs gcc, g++, gcc-ar or objcopy to its end, whatever that is. Error (environment): it cannot be run.
    Result<ProcessOutcome> run(const std::string& tool, std::vector<std::string> arguments) const;

  private:
    explicit Toolchain(const Target& target) : target_(&target) {}
    std::vector<std::string> compiler_flags(const Program& settings) const;
    Status checked(std::vector<std::string> arguments) const;

    const Target* target_;
    std::string prefix_;
    std::stop_token stop_;
};

}  // namespace mote::target
