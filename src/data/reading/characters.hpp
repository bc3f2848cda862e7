// Kinds of characters, whatever the locale.
#pragma once

#include <string>
#include <string_view>

namespace mote::data {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// With the small letters of A to Z.
inline std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

/// Without the spaces and tabs at both ends.
constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace mote::data
