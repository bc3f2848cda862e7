#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace mote::apps {
namespace {

bool begins_sign(char c) {
    return (static_cast<uint8_t>(c) & 0xC0) != 0x80;
}

}  // namespace

bool terminal_has_braille() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* const value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        const std::string_view text = value;
        return text.find("UTF-8") != text.npos || text.find("utf8") != text.npos;
    }
    return false;
}

size_t terminal_columns(std::FILE* out, size_t otherwise) {
    winsize size = {};
    const bool known = ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::clamp<size_t>(size.ws_col, 40, 160) : otherwise;
}

size_t characters(std::string_view text) {
    return static_cast<size_t>(std::ranges::count_if(text, begins_sign));
}

std::string fitted(std::string_view text, size_t columns) {
    size_t used = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (begins_sign(text[i]) && used == columns) return std::string(text.substr(0, i));
        used += begins_sign(text[i]);
    }
    return std::string(text) + std::string(columns - used, ' ');
}

}  // namespace mote::apps
