// Text as a cell of a CSV file.
#pragma once

#include <string>

namespace mote {

/// As RFC 4180 wants it: in quotes where the text needs them.
inline std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

}  // namespace mote
