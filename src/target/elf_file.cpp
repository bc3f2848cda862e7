#include "target/elf_file.hpp"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <string_view>

namespace mote::target {

namespace {

namespace fs = std::filesystem;

Error not_a_program(const fs::path& elf) {
    return {ErrorCode::environment, "this is no program that a linker wrote", elf.string(), ""};
}

using Visit =
    std::function<void(Elf* file, Elf_Scn* section, const GElf_Shdr& header, std::string_view name)>;

Status visit_sections(const fs::path& path, const Visit& visit) {
    if (elf_version(EV_CURRENT) == EV_NONE) return not_a_program(path);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return not_a_program(path);
    const std::unique_ptr<const int, void (*)(const int*)> closed(&descriptor,
                                                                  [](const int* fd) { ::close(*fd); });
    const std::unique_ptr<Elf, decltype(&elf_end)> file(elf_begin(descriptor, ELF_C_READ, nullptr), elf_end);
    size_t names = 0;
    if (!file || elf_kind(file.get()) != ELF_K_ELF || elf_getshdrstrndx(file.get(), &names) != 0)
        return not_a_program(path);
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(file.get(), section)) != nullptr;) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr) return not_a_program(path);
        const char* name = elf_strptr(file.get(), names, header.sh_name);
        if (name != nullptr) visit(file.get(), section, header, name);
    }
    return Done{};
}

}  // namespace

Result<Sizes> sizes_of_elf(const fs::path& elf) {
    Sizes sizes;
    MOTE_CHECK(visit_sections(elf, [&](Elf*, Elf_Scn*, const GElf_Shdr& header, std::string_view name) {
        const auto bytes = static_cast<uint32_t>(header.sh_size);
        if (name == ".text" || name == ".data") sizes.flash_bytes += bytes;
        if (name == ".data" || name == ".bss" || name == ".noinit") sizes.static_ram_bytes += bytes;
    }));
    if (sizes.flash_bytes == 0) return not_a_program(elf);
    return sizes;
}

Result<std::vector<std::string>> symbols_of_elf(const fs::path& elf) {
    std::vector<std::string> out;
    const auto collect = [&](Elf* file, Elf_Scn* section, const GElf_Shdr& header, std::string_view) {
        if (header.sh_type != SHT_SYMTAB || header.sh_entsize == 0) return;
        Elf_Data* table = elf_getdata(section, nullptr);
        GElf_Sym symbol;
        for (int i = 0; table != nullptr && gelf_getsym(table, i, &symbol) != nullptr; ++i) {
            const char* name = elf_strptr(file, header.sh_link, symbol.st_name);
            if (name != nullptr && symbol.st_size > 0) out.emplace_back(name);
        }
    };
    MOTE_CHECK(visit_sections(elf, collect));
    return out;
}

}  // namespace mote::target
