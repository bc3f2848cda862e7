#include "data/cell.hpp"

#ifdef MOTE_FAST_FLOAT
#include <fast_float/fast_float.h>
namespace number = fast_float;
#else
#include <charconv>
namespace number = std;
#endif
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mote::data {
namespace {

// Up to five digits with a sign: nearly every cell of sensor data, at a few nanoseconds.
bool parse_small_integer(std::string_view text, int16_t& value) {
    const bool negative = text.front() == '-';
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.size() > 5) return false;
    int32_t magnitude = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
        magnitude = magnitude * 10 + (c - '0');
    }
    const int32_t number = negative ? -magnitude : magnitude;
    value = static_cast<int16_t>(number);
    return number == value;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower,
                              [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

bool names_not_finite(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    for (const auto* name : {"nan", "inf", "infinity", "-nan", "nan(ind)", "1.#inf", "1.#qnan"})
        if (equals_ignoring_case(text, name)) return true;
    return false;
}

// fast_float leaves nan and inf to us: text that it accepts must start with a digit or a point.
template <class Real>
CellKind parse_real(std::string_view text, Real& value) {
    if (text.empty()) return CellKind::empty;
    if (names_not_finite(text)) return CellKind::not_finite;
    std::string_view digits = text;
    if (digits.front() == '+' || digits.front() == '-') digits.remove_prefix(1);
    if (digits.empty() || !((digits.front() >= '0' && digits.front() <= '9') || digits.front() == '.'))
        return CellKind::text;
    if (text.front() == '+') text.remove_prefix(1);
    const auto [end, code] = number::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size()) return CellKind::text;
    if (code == std::errc::result_out_of_range || !std::isfinite(value)) {
        if (std::isfinite(value) && value == Real{0}) return CellKind::number;  // too small: zero will do
        return CellKind::too_large;
    }
    return code == std::errc{} ? CellKind::number : CellKind::text;
}

}  // namespace

Cell parse_cell(std::string_view text) {
    Cell cell;
    if (text.empty()) return cell;
    if (parse_small_integer(text, cell.integer)) {
        cell.kind = CellKind::number;
        cell.small_integer = true;
        cell.real = cell.integer;
        return cell;
    }
    cell.kind = parse_real(text, cell.real);
    if (cell.kind == CellKind::number && std::abs(cell.real) <= 32768.0f) {
        const auto rounded = static_cast<int32_t>(cell.real);
        cell.small_integer = static_cast<float>(rounded) == cell.real && rounded <= 32767;
        if (cell.small_integer) cell.integer = static_cast<int16_t>(rounded);
    }
    return cell;
}

CellKind parse_double(std::string_view text, double& value) {
    return parse_real(text, value);
}

bool printable(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7F) return false;
        const size_t length = byte < 0x80         ? 1
                              : (byte >> 5) == 6  ? 2
                              : (byte >> 4) == 14 ? 3
                              : (byte >> 3) == 30 ? 4
                                                  : 0;
        if (length == 0 || i + length > text.size() || byte == 0xC0 || byte == 0xC1) return false;
        for (size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) >> 6) != 2) return false;
        i += length;
    }
    return true;
}

std::string shown(std::string_view text) {
    constexpr size_t limit = 40;
    size_t size = std::min(text.size(), limit);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) >> 6) == 2) --size;
    const bool plain = printable(text.substr(0, size));
    std::string out = "'";
    for (const char c : text.substr(0, size)) {
        const auto byte = static_cast<unsigned char>(c);
        if (plain || (byte >= 0x20 && byte < 0x7F))
            out += c;
        else
            out += fmt::format("\\x{:02X}", byte);
    }
    return out + (size < text.size() ? "...'" : "'");
}

namespace {

Error text_error(std::string_view text) {
    Error error;
    error.message = fmt::format("{} is text in a number column", shown(text));
    error.remedy = "write a number, or remove the column if its texts are not to be learnt from";
    if (std::ranges::count(text, ',') == 1 &&
        text.find_first_not_of("0123456789,+-eE") == std::string_view::npos)
        error.remedy = "write decimals with a point, not a comma";
    if (equals_ignoring_case(text, "na") || equals_ignoring_case(text, "null") || text == "?" || text == "-")
        error.remedy = "a missing value: fill it in, or remove the row";
    return error;
}

}  // namespace

Error cell_error(CellKind kind, std::string_view text, std::string place) {
    Error error;
    switch (kind) {
        case CellKind::empty:
            error = {ErrorCode::input, "the cell is empty", "", "fill it in, or remove the row"};
            break;
        case CellKind::not_finite:
            error = {ErrorCode::input, fmt::format("{} is not a finite number", shown(text)), "",
                     "write a number, or remove the row"};
            break;
        case CellKind::too_large:
            error = {ErrorCode::input, fmt::format("{} is too large: samples are 32-bit floats", shown(text)),
                     "", "scale the column so that its values stay below 3.4e38"};
            break;
        default:
            error = text_error(text);
            break;
    }
    error.place = std::move(place);
    return error;
}

}  // namespace mote::data
