// What a linked program holds, read from its file: without a process, for a search asks for hundreds.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/result.hpp"

namespace mote::target {

/// By the linker's figures.
struct Sizes {
    uint32_t flash_bytes = 0;       ///< .text + .data (its first values lie in the flash)
    uint32_t static_ram_bytes = 0;  ///< .data + .bss + .noinit
};

/// Error (environment): not an ELF file, or no program; io.
Result<Sizes> sizes_of_elf(const std::filesystem::path& path);

}  // namespace mote::target
