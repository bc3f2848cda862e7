#include "codegen/text.hpp"

#include <fmt/format.h>

#include <numeric>

namespace mote::codegen {

namespace {

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string hex_record(uint32_t address, uint8_t type, std::span<const uint8_t> bytes) {
    std::string record = fmt::format(":{:02X}{:04X}{:02X}", bytes.size(), address, type);
    uint32_t sum = static_cast<uint32_t>(bytes.size()) + (address >> 8) + (address & 0xFFu) + type;
    for (const uint8_t byte : bytes) {
        record += fmt::format("{:02X}", byte);
        sum += byte;
    }
    return record + fmt::format("{:02X}\n", (0x100u - (sum & 0xFFu)) & 0xFFu);
}

}  // namespace

std::string c_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        // '?' could begin a trigraph; three octal digits end by themselves, hex digits would not.
        const bool plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '?';
        out += plain ? std::string(1, c) : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
    return out + "\"";
}

std::string hex_lines(std::span<const uint8_t> bytes) {
    std::string out;
    for (size_t i = 0; i < bytes.size(); ++i) {
        out += i % 16 == 0 ? "    " : " ";
        out += fmt::format("0x{:02x},", bytes[i]);
        if (i % 16 == 15 || i + 1 == bytes.size()) out += "\n";
    }
    return out;
}

std::string intel_hex(std::span<const uint8_t> bytes) {
    std::string out;
    for (size_t at = 0; at < bytes.size(); at += 16)
        out += hex_record(static_cast<uint32_t>(at), 0,
                          bytes.subspan(at, std::min<size_t>(16, bytes.size() - at)));
    return out + hex_record(0, 1, {});
}

std::string markdown(std::string_view text) {
    constexpr std::string_view special = "\\`*_{}[]()#+!|~$";
    std::string out;
    for (const char c : text) {
        if (c == '<' || c == '>' || c == '&') {
            out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;";
            continue;
        }
        if (special.find(c) != std::string_view::npos) out += '\\';
        out += is_control(c) ? ' ' : c;
    }
    return out;
}

Result<std::string> fill_template(std::string_view text, const std::map<std::string, std::string>& values) {
    std::string out;
    for (;;) {
        const size_t open = text.find("{{");
        out += text.substr(0, open);
        if (open == std::string_view::npos) return out;
        const size_t close = text.find("}}", open);
        if (close == std::string_view::npos)
            return Error{ErrorCode::input, "a template's {{ has no }}", "", ""};
        const std::string key(text.substr(open + 2, close - open - 2));
        const auto found = values.find(key);
        if (found == values.end())
            return Error{ErrorCode::input, "a template asks for the unknown value " + key, "", ""};
        out += found->second;
        text.remove_prefix(close + 2);
    }
}

}  // namespace mote::codegen
