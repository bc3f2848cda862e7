#include "target/elf_file.hpp"

#include <gelf.h>
#include <libelf.h>

#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include "core/files.hpp"

namespace mote::target {

namespace {

namespace fs = std::filesystem;

Error not_a_program(const fs::path& elf) {
    return {ErrorCode::environment, "this is no program that a linker wrote", elf.string(), ""};
}

/// Link-time optimisation gives local names a number; they are still the same thing.
std::string plain_name(std::string name) {
    const size_t suffix = name.find(".lto_priv");
    return suffix == std::string::npos ? name : name.substr(0, suffix);
}

using Visit =
    std::function<void(Elf* file, Elf_Scn* section, const GElf_Shdr& header, std::string_view name)>;

Status visit_sections(const fs::path& path, const Visit& visit) {
    MOTE_TRY(bytes, read_bytes(path));
    if (elf_version(EV_CURRENT) == EV_NONE) return not_a_program(path);
    const std::unique_ptr<Elf, decltype(&elf_end)> file(
        elf_memory(reinterpret_cast<char*>(bytes.data()), bytes.size()), elf_end);
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

Result<std::vector<std::string>> duplicate_symbols(const fs::path& elf) {
    std::map<std::string, int> seen;
    const auto count = [&](Elf* file, Elf_Scn* section, const GElf_Shdr& header, std::string_view) {
        if (header.sh_type != SHT_SYMTAB) return;
        Elf_Data* table = elf_getdata(section, nullptr);
        GElf_Sym symbol;
        for (int i = 0; table != nullptr && gelf_getsym(table, i, &symbol) != nullptr; ++i) {
            const char* name = elf_strptr(file, header.sh_link, symbol.st_name);
            if (name != nullptr && symbol.st_size > 0) ++seen[plain_name(name)];
        }
    };
    MOTE_CHECK(visit_sections(elf, count));
    std::vector<std::string> duplicates;
    for (const auto& [name, times] : seen)
        if (times > 1) duplicates.push_back(name);
    return duplicates;
}

}  // namespace mote::target
