#include "codegen/compiled/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "codegen/text.hpp"

namespace mote::codegen {

std::string extent(size_t count) {
    return count == 0 ? "" : fmt::format("[{}]", count);
}

size_t Source::bytes_of(const std::string& type, size_t count) const {
    return target_->bytes_of(type) * std::max<size_t>(count, 1);
}

void Source::count_ram(const std::string& type, size_t count) {
    ram_bytes_ += bytes_of(type, count);
}

void Source::constant(const std::string& name, std::span<const uint8_t> bytes) {
    constant_bytes_ += bytes.size();
    constants_.emplace_back(name, bytes.size());
    declarations_ += fmt::format("static const uint8_t {}[{}] MOTE_FLASH = {{\n{}}};\n", name, bytes.size(),
                                 hex_lines(bytes));
    code_ += "table " + name + "\n";
}

size_t Source::constant_bytes(const std::string& name) const {
    for (const auto& [of, bytes] : constants_)
        if (of == name) return bytes;
    return 0;
}

void Source::define(const std::string& name, long value) {
    declare(fmt::format("#define {} {}", name, value));
    note(name, value);
}

long Source::number(const std::string& name) const {
    const auto found = numbers_.find(name);
    return found == numbers_.end() ? 0 : found->second;
}

void Source::keep(const std::string& type, const std::string& name, size_t count) {
    kept_ += fmt::format("static {} {}{} MOTE_KEPT;\n", type, name, extent(count));
    count_ram(type, count);
}

std::string Source::clear(const std::string& type, const std::string& name, size_t count) {
    cleared_ += fmt::format("    {} {}{};\n", type, name, extent(count));
    count_ram(type, count);
    cleared_bytes_ += bytes_of(type, count);
    return "mote_row." + name;
}

void Source::include(const std::string& header) {
    if (std::ranges::find(includes_, header) == includes_.end()) includes_.push_back(header);
}

namespace {

/// Numbers above 16 as the letter of their size.
std::string without_large_numbers(const std::string& text) {
    const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    std::string out;
    for (size_t i = 0; i < text.size();) {
        const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
        if (!digit || (i > 0 && in_word(text[i - 1]))) {
            out += text[i++];
            continue;
        }
        char* end = nullptr;
        const unsigned long value = std::strtoul(&text[i], &end, 0);
        const auto length = static_cast<size_t>(end - &text[i]);
        out += value <= 16 ? text.substr(i, length) : value < 256 ? "a" : "b";
        i += length;
    }
    return out;
}

}  // namespace

std::string Source::kind() const {
    std::string out;
    for (const auto& header : includes_) out += header + "\n";
    return without_large_numbers(out + code_ + kept_ + cleared_ + prototypes_ + functions_ + score_);
}

std::string Source::text() const {
    std::string out;
    for (const auto& header : includes_) out += fmt::format("#include \"{}\"\n", header);
    out += "\n" + declarations_ + "\n" + kept_;
    if (clears())
        out += "/* All zero when a row begins. */\nstatic struct {\n" + cleared_ + "} mote_row MOTE_KEPT;\n";
    return out + "\n" + prototypes_ + "\n" + functions_;
}

}  // namespace mote::codegen
