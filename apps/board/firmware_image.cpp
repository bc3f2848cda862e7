// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware_image.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "core/files.hpp"

namespace board {
namespace {

using mote::Error;
using mote::ErrorCode;
using mote::Result;

constexpr size_t largest_image = size_t{64} << 20;
constexpr size_t largest_flash = size_t{256} << 10;

class Reader {
  public:
    explicit Reader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

    /// Copies a structure out of the file; false when it does not lie within.
    template <class T>
    bool get(uint64_t offset, T& out) const {
        if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T)) return false;
        std::memcpy(&out, bytes_.data() + offset, sizeof(T));
        return true;
    }
    bool contains(uint64_t offset, uint64_t size) const {
        return offset <= bytes_.size() && bytes_.size() - offset >= size;
    }
    const uint8_t* at(uint64_t offset) const { return bytes_.data() + offset; }
    /// The zero-ended text at `offset` of a string table; empty when it does not end within the table.
    std::string text(uint64_t table, uint64_t table_size, uint64_t offset) const {
        if (offset >= table_size || !contains(table, table_size)) return "";
        const uint8_t* begin = at(table + offset);
        const uint8_t* end = at(table) + table_size;
        const uint8_t* stop = std::find(begin, end, uint8_t{0});
        return stop == end ? "" : std::string(begin, stop);
    }

  private:
    std::span<const uint8_t> bytes_;
};

bool load_segments(const Reader& file, const Elf32_Ehdr& header, FirmwareImage& image) {
    for (uint32_t i = 0; i < header.e_phnum; ++i) {
        Elf32_Phdr segment;
        if (!file.get(uint64_t{header.e_phoff} + uint64_t{i} * sizeof(segment), segment)) return false;
        if (segment.p_type != PT_LOAD || segment.p_filesz == 0 || segment.p_paddr >= ram_base) continue;
        const uint64_t end = uint64_t{segment.p_paddr} + segment.p_filesz;
        if (end > largest_flash || !file.contains(segment.p_offset, segment.p_filesz)) return false;
        if (image.flash.size() < end) image.flash.resize(end, 0xFF);
        std::copy_n(file.at(segment.p_offset), segment.p_filesz, image.flash.begin() + segment.p_paddr);
    }
    return !image.flash.empty();
}

void load_symbols(const Reader& file, const Elf32_Shdr& table, const Elf32_Shdr& names,
                  FirmwareImage& image) {
    if (!file.contains(table.sh_offset, table.sh_size)) return;
    for (uint64_t at = 0; at + sizeof(Elf32_Sym) <= table.sh_size; at += sizeof(Elf32_Sym)) {
        Elf32_Sym symbol;
        if (!file.get(table.sh_offset + at, symbol)) return;
        if (ELF32_ST_BIND(symbol.st_info) != STB_GLOBAL) continue;
        const std::string name = file.text(names.sh_offset, names.sh_size, symbol.st_name);
        if (!name.empty()) image.symbols[name] = {symbol.st_value, symbol.st_size};
    }
}

void find_symbols(const Reader& file, const Elf32_Ehdr& header, FirmwareImage& image) {
    const auto section = [&](uint32_t index, Elf32_Shdr& out) {
        return index < header.e_shnum &&
               file.get(uint64_t{header.e_shoff} + uint64_t{index} * sizeof(out), out);
    };
    Elf32_Shdr table, names;
    for (uint32_t i = 0; i < header.e_shnum; ++i)
        if (section(i, table) && table.sh_type == SHT_SYMTAB && section(table.sh_link, names))
            load_symbols(file, table, names, image);
}

/// Of the chips with one instruction set the one that boards have.
std::string usual_mcu(uint32_t flags) {
    switch (flags & 0x7F) {
        case 5:
            return "atmega328p";
        case 25:
            return "attiny85";
        case 51:
            return "atmega1284p";
        case 6:
            return "atmega2560";
        default:
            return "";
    }
}

/// avr-libc notes the device: five numbers of its memories, then the offset of its name in the strings.
std::string noted_mcu(const Reader& file, const Elf32_Ehdr& header) {
    Elf32_Shdr names, note;
    const auto section = [&](uint32_t index, Elf32_Shdr& out) {
        return index < header.e_shnum &&
               file.get(uint64_t{header.e_shoff} + uint64_t{index} * sizeof(out), out);
    };
    if (!section(header.e_shstrndx, names)) return "";
    for (uint32_t i = 0; i < header.e_shnum; ++i) {
        if (!section(i, note) ||
            file.text(names.sh_offset, names.sh_size, note.sh_name) != ".note.gnu.avr.deviceinfo")
            continue;
        uint32_t name_bytes = 0, description_bytes = 0, strings = 0, first = 0;
        if (!file.get(note.sh_offset, name_bytes) || !file.get(note.sh_offset + 4, description_bytes))
            return "";
        const uint64_t from = uint64_t{note.sh_offset} + 12 + ((uint64_t{name_bytes} + 3) & ~uint64_t{3});
        // Flash, RAM and EEPROM as start and size, then the size of the table of offsets, then the strings.
        if (description_bytes < 32 || !file.get(from + 24, strings) || !file.get(from + 28, first) ||
            strings > description_bytes - 24)
            return "";
        return file.text(from + 24 + strings, description_bytes - 24 - strings, first);
    }
    return "";
}

}  // namespace

Result<FirmwareImage> read_firmware(const std::filesystem::path& path) {
    MOTE_TRY(bytes, mote::read_bytes(path, largest_image));
    const Reader file(bytes);
    const auto refuse = [&](const char* why) {
        return Error{ErrorCode::input, why, path.string(), "give an ELF file made by avr-gcc"};
    };
    Elf32_Ehdr header;
    if (!file.get(0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return refuse("not an ELF file");
    if (header.e_ident[EI_CLASS] != ELFCLASS32 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
        header.e_machine != EM_AVR)
        return refuse("an ELF file, but not for AVR");
    if (header.e_phentsize != sizeof(Elf32_Phdr)) return refuse("an AVR file, but not a linked program");
    FirmwareImage image;
    if (!load_segments(file, header, image))
        return refuse("the program's segments are damaged or do not fit");
    find_symbols(file, header, image);
    image.mcu = noted_mcu(file, header);
    if (image.mcu.empty()) image.mcu = usual_mcu(header.e_flags);
    return image;
}

}  // namespace board
