// What a linked program holds, read from its file: without a process, for a search asks for hundreds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace mote::target {

/// By the linker's figures.
struct Sizes {
    uint32_t flash_bytes = 0;       ///< .text + .data (its first values lie in the flash)
    uint32_t static_ram_bytes = 0;  ///< .data + .bss + .noinit
};

/// Error (environment): not an ELF file, or no program.
Result<Sizes> sizes_of_elf(const std::filesystem::path& elf);

/// Names of functions and variables that have a size, once for each that the program holds.
Result<std::vector<std::string>> symbols_of_elf(const std::filesystem::path& elf);

}  // namespace mote::target
