// SPDX-License-Identifier: GPL-3.0-or-later
#include "boot_loader.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <optional>
#include <string>

#include "core/files.hpp"

namespace board {
namespace {

using mote::Error;
using mote::ErrorCode;
using mote::Result;

constexpr size_t largest_file = size_t{4} << 20;
constexpr size_t largest_loader = size_t{64} << 10;

/// The bytes of a record, behind the colon, of which the last is the checksum.
std::optional<std::vector<uint8_t>> record_of(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.size() < 11 || line[0] != ':' || line.size() % 2 == 0) return std::nullopt;
    std::vector<uint8_t> out;
    for (size_t at = 1; at < line.size(); at += 2) {
        uint8_t byte = 0;
        const auto [end, error] = std::from_chars(line.data() + at, line.data() + at + 2, byte, 16);
        if (error != std::errc() || end != line.data() + at + 2) return std::nullopt;
        out.push_back(byte);
    }
    const auto sum = std::accumulate(out.begin(), out.end(), 0u);
    return (sum & 0xFF) == 0 && out.size() == out[0] + 5u ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

Result<BootLoader> read_boot_loader(const std::filesystem::path& path) {
    MOTE_TRY(text, mote::read_file(path, largest_file));
    const auto refuse = [&](const std::string& what) {
        return Error{ErrorCode::input, what, path.string(),
                     "give a boot loader of the Arduino core, an Intel HEX file (bootloaders/.../*.hex)"};
    };
    std::map<uint32_t, uint8_t> flash;
    uint32_t upper = 0;
    size_t number = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        const auto record = record_of(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        ++number;
        if (!record) return refuse("line " + std::to_string(number) + " is no record of Intel HEX");
        const auto& bytes = *record;
        if (bytes[3] == 1) break;
        const auto word = [&](size_t at) { return static_cast<uint32_t>(bytes[at] << 8 | bytes[at + 1]); };
        if ((bytes[3] == 2 || bytes[3] == 4) && bytes[0] == 2) upper = word(4) << (bytes[3] == 2 ? 4 : 16);
        for (uint32_t i = 0; bytes[3] == 0 && i < bytes[0]; ++i) flash[upper + word(1) + i] = bytes[4 + i];
    }
    if (flash.empty()) return refuse("holds no program");
    BootLoader out;
    out.start = flash.begin()->first;
    const uint32_t last = flash.rbegin()->first;
    if (last - out.start >= largest_loader) return refuse("is longer than any boot loader");
    out.bytes.assign(last - out.start + 1, 0xFF);
    for (const auto& [address, byte] : flash) out.bytes[address - out.start] = byte;
    return out;
}

}  // namespace board
