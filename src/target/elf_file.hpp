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

/// Error (environment): not an ELF file, or no program; io.
Result<Sizes> sizes_of_elf(const std::filesystem::path& elf);

/// Functions and variables of the same name that are in a program more than once: code paid for twice.
Result<std::vector<std::string>> duplicate_symbols(const std::filesystem::path& elf);

}  // namespace mote::target
