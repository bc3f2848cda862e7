#include "codegen/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <set>
#include <span>

#include "model/checksum.hpp"

namespace mote::codegen {

namespace {

constexpr size_t longest_prefix =
    35;  // Arduino's tools and some file systems take names of up to 40 characters

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string checksum_of(const std::string& text) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    return fmt::format("_{:06x}", model::crc32(std::span(bytes, text.size())) & 0xFFFFFFu);
}

/// One '_' for each character that is none of an identifier.
std::string with_underscores(const std::string& text) {
    std::string out = text;
    for (char& c : out)
        if (!in_identifier(c)) c = '_';
    return out;
}

/// Begins with a letter, no '_' beside another or at the end: names with "__" belong to the compiler.
std::string as_identifier(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != '_' || (!out.empty() && out.back() != '_')) out += c;
    while (out.ends_with('_')) out.pop_back();
    if (out.empty()) return "model";
    return is_letter(out[0]) ? out : "m_" + out;
}

}  // namespace

bool in_identifier(char c) {
    return is_letter(c) || is_digit(c) || c == '_';
}

std::string symbol_prefix(const std::string& package_name) {
    if (package_name.empty()) return "model";
    const std::string replaced = with_underscores(package_name);
    std::string name = as_identifier(replaced);
    const bool usual = std::ranges::all_of(
        package_name, [](char c) { return in_identifier(c) || c == ' ' || c == '-' || c == '.'; });
    if (usual && name == replaced && name.size() <= longest_prefix) return name;
    const std::string checksum = checksum_of(package_name);
    name = name.substr(0, longest_prefix - checksum.size());
    while (name.ends_with('_')) name.pop_back();
    return name + checksum;
}

std::string library_name(const std::string& package_name) {
    return "Mote_" + symbol_prefix(package_name);
}

std::string names_header(const std::string& prefix, const std::vector<Declaration>& declarations) {
    std::set<std::string> names;
    for (const auto& one : declarations) names.insert(one.name);
    std::string out =
        "/* SPDX-License-Identifier: 0BSD\n"
        " * What this library calls its functions and variables to the linker, so that several models fit "
        "into\n"
        " * one program. Generated. */\n"
        "#ifndef MOTE_NAMES_H\n#define MOTE_NAMES_H\n\n";
    for (const auto& name : names) out += fmt::format("#define {} {}_{}\n", name, prefix, name);
    return out + "\n#endif\n";
}

std::string with_names(std::string_view header) {
    const size_t guard = header.find("\n#ifndef ");
    const size_t define = guard == std::string_view::npos ? guard : header.find("\n#define ", guard);
    if (define == std::string_view::npos) return std::string(header);
    const size_t end = header.find('\n', define + 1);
    return std::string(header.substr(0, end)) + "\n\n#include \"mote_names.h\"" +
           std::string(header.substr(end));
}

namespace {

struct Macro {
    std::string name;
    std::string value;  ///< continuation lines included
};

/// The object-like macros MODEL_... and model_... of a header.
std::vector<Macro> model_macros(std::string_view header) {
    std::vector<Macro> macros;
    constexpr std::string_view define = "#define ";
    for (size_t at = 0; at < header.size();) {
        size_t end = header.find('\n', at);
        while (end != std::string_view::npos && end > 0 && header[end - 1] == '\\')
            end = header.find('\n', end + 1);
        const std::string_view line = header.substr(at, end - at);
        at = end == std::string_view::npos ? header.size() : end + 1;
        const size_t space =
            line.starts_with(define) ? line.find(' ', define.size()) : std::string_view::npos;
        if (space == std::string_view::npos) continue;
        const std::string name(line.substr(define.size(), space - define.size()));
        if (!name.starts_with("MODEL_") && !name.starts_with("model_")) continue;
        macros.push_back({name, std::string(line.substr(space + 1))});
    }
    return macros;
}

/// Each name of `names` in the text with the prefix before it.
std::string prefix_names(const std::string& text, const std::string& prefix,
                         const std::set<std::string>& names) {
    std::string out;
    for (size_t at = 0; at < text.size();) {
        size_t end = at;
        while (end < text.size() && in_identifier(text[end])) ++end;
        const std::string word = text.substr(at, end - at);
        if (names.contains(word)) out += prefix + "_";
        out += word;
        if (end < text.size()) out += text[end];
        at = end + 1;
    }
    return out;
}

}  // namespace

PrefixedNames prefixed_names(const std::string& prefix, const std::vector<Declaration>& all,
                             const std::vector<Declaration>& open_to_users, std::string_view model_header) {
    std::set<std::string> plain, constants = {"MODEL_CLASS_NAMES"};  // a regression has none
    for (const char* name : {"S", "_STRIDE", "_LIST", "_NAMES"})     // nor has every model these
        constants.insert(std::string("MODEL_SEGMENT") + name);
    for (const auto& one : all) plain.insert(one.name);
    const auto macros = model_macros(model_header);
    for (const auto& macro : macros) constants.insert(macro.name);

    PrefixedNames out;
    std::set<std::string> numbers;
    for (const auto& macro : macros) {
        // A text may hold anything, also the name of a macro.
        const bool is_text = macro.value.find('"') != std::string::npos;
        out.constants += fmt::format("#define {}_{} {}\n", prefix, macro.name,
                                     is_text ? macro.value : prefix_names(macro.value, prefix, constants));
    }
    std::set<std::string> replaced = plain;
    replaced.insert(constants.begin(), constants.end());
    for (const auto& one : open_to_users)
        out.declarations += prefix_names(one.text, prefix, replaced) + ";\n";
    for (const auto& name : plain) out.forget += fmt::format("#undef {}\n", name);
    for (const auto& name : constants) out.forget += fmt::format("#undef {}\n", name);
    return out;
}

}  // namespace mote::codegen
