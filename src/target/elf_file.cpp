#include "target/elf_file.hpp"

#include <gelf.h>
#include <libelf.h>

#include <memory>
#include <string_view>

#include "core/files.hpp"

namespace mote::target {

namespace {

namespace fs = std::filesystem;

Error not_a_program(const fs::path& elf) {
    return {ErrorCode::environment, "this is no program that a linker wrote", elf.string(), ""};
}

}  // namespace

Result<Sizes> sizes_of_elf(const fs::path& path) {
    MOTE_TRY(bytes, read_bytes(path));
    if (elf_version(EV_CURRENT) == EV_NONE) return not_a_program(path);
    const std::unique_ptr<Elf, decltype(&elf_end)> file(
        elf_memory(reinterpret_cast<char*>(bytes.data()), bytes.size()), elf_end);
    size_t names = 0;
    if (!file || elf_kind(file.get()) != ELF_K_ELF || elf_getshdrstrndx(file.get(), &names) != 0)
        return not_a_program(path);
    Sizes sizes;
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(file.get(), section)) != nullptr;) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr) return not_a_program(path);
        const char* text = elf_strptr(file.get(), names, header.sh_name);
        const std::string_view name = text != nullptr ? text : "";
        const auto size = static_cast<uint32_t>(header.sh_size);
        if (name == ".text" || name == ".data") sizes.flash_bytes += size;
        if (name == ".data" || name == ".bss" || name == ".noinit") sizes.static_ram_bytes += size;
    }
    if (sizes.flash_bytes == 0) return not_a_program(path);
    return sizes;
}

}  // namespace mote::target
