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

}  // namespace mote::data
