// SPDX-License-Identifier: GPL-3.0-or-later
#include "wave_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string_view>

#include "core/files.hpp"

namespace board {
namespace {

using mote::Error;
using mote::ErrorCode;
using mote::Result;
using Cells = std::vector<std::string_view>;

constexpr unsigned channels = 8;

Cells cells_of(std::string_view line) {
    const bool spaced = line.find_first_of(",;\t") == line.npos;
    const std::string_view signs = spaced ? " " : ",;\t";
    Cells cells;
    for (;;) {
        const size_t end = line.find_first_of(signs);
        auto cell = line.substr(0, end);
        while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
        while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\r')) cell.remove_suffix(1);
        if (!spaced || !cell.empty()) cells.push_back(cell);
        if (end == line.npos) return cells;
        line.remove_prefix(end + 1);
    }
}

std::optional<float> number(std::string_view cell) {
    if (cell.starts_with('+')) cell.remove_prefix(1);
    float value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// By title, else by position.
std::optional<size_t> position_of(const std::string& column, const Cells& titles) {
    const auto titled = std::ranges::find(titles, std::string_view(column));
    if (titled != titles.end()) return static_cast<size_t>(titled - titles.begin());
    long at = 0;
    const auto [end, error] = std::from_chars(column.data(), column.data() + column.size(), at);
    if (error != std::errc() || end != column.data() + column.size()) return std::nullopt;
    const long count = static_cast<long>(titles.size());
    if (at < 0) at += count;
    return at >= 0 && at < count ? std::optional(static_cast<size_t>(at)) : std::nullopt;
}

Result<size_t> choose_column(const std::string& path, const std::string& column, const Cells& first,
                             const Cells& second) {
    if (!column.empty()) {
        if (const auto at = position_of(column, first)) return *at;
        return Error{ErrorCode::usage, "there is no column '" + column + "'", path,
                     "give a title of its first line, or a position from 0"};
    }
    for (size_t i = 0; i < second.size(); ++i)
        if (number(second[i])) return i;
    return Error{ErrorCode::input, "holds no numbers", path, "give a file with a voltage a line"};
}

}  // namespace

Result<std::vector<float>> read_wave(const std::string& path, const std::string& column) {
    MOTE_TRY(text, mote::read_file(path));
    std::vector<float> values;
    std::optional<size_t> at;
    Cells titles;
    size_t line_number = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        const auto cells = cells_of(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        ++line_number;
        if (cells.empty() || (cells.size() == 1 && cells[0].empty())) continue;
        const bool numbers = std::ranges::any_of(cells, [](auto cell) { return number(cell).has_value(); });
        if (!at && !numbers && titles.empty()) {
            titles = cells;
            continue;
        }
        if (!at) {
            MOTE_TRY(chosen, choose_column(path, column, titles.empty() ? cells : titles, cells));
            at = chosen;
        }
        const auto value = *at < cells.size() ? number(cells[*at]) : std::nullopt;
        if (!value)
            return Error{ErrorCode::input,
                         "line " + std::to_string(line_number) + " has no number in that column", path,
                         "mend the line, or name another column: FILE:COLUMN"};
        values.push_back(*value);
    }
    if (!values.empty()) return values;
    return Error{ErrorCode::input, "holds no numbers", path, "give a file with a voltage a line"};
}

Result<WaveOption> parse_wave_option(const std::string& text) {
    WaveOption out;
    const size_t equals = text.find('=');
    const auto pin = std::string_view(text).substr(0, equals);
    const char* const end = pin.data() + pin.size();
    const bool named = pin.size() >= 2 && pin[0] == 'A';
    const auto read = std::from_chars(pin.data() + (named ? 1 : 0), end, out.channel);
    if (!named || read.ec != std::errc() || read.ptr != end || out.channel >= channels)
        return Error{ErrorCode::usage, "there is no analog pin '" + std::string(pin) + "'", "--analog",
                     "give A0 to A7, as in --analog A0=wave.csv"};
    if (equals == text.npos || equals + 1 == text.size())
        return Error{ErrorCode::usage, "no file is named", "--analog", "give --analog A0=wave.csv"};
    out.path = text.substr(equals + 1);
    const size_t colon = out.path.rfind(':');
    std::error_code ignored;
    if (colon == out.path.npos || std::filesystem::exists(out.path, ignored)) return out;
    out.column = out.path.substr(colon + 1);
    out.path.resize(colon);
    return out;
}

}  // namespace board
