#include "data/reading/number_style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "data/cell.hpp"
#include "data/reading/characters.hpp"

namespace mote::data {
namespace {

constexpr size_t longest_unit = 16;
constexpr size_t most_hexadecimal_digits = 8;
constexpr std::string_view minus_letter = "\xE2\x88\x92";  // U+2212, as typesetters and spreadsheets write it

std::string_view without_sign(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) return text.substr(1);
    return text.starts_with(minus_letter) ? text.substr(minus_letter.size()) : text;
}

bool has_minus_letter(std::string_view text) {
    return text.starts_with(minus_letter) && text.size() > minus_letter.size() &&
           (is_digit(text[minus_letter.size()]) || text[minus_letter.size()] == '.');
}

// Groups of three digits behind the first, which has one to three: 1,234,567.
bool grouped(std::string_view whole, char mark) {
    size_t group = 0, groups = 0;
    for (const char c : whole) {
        if (c == mark) {
            if (groups == 0 ? group == 0 || group > 3 : group != 3) return false;
            ++groups;
            group = 0;
        } else if (is_digit(c)) {
            ++group;
        } else {
            return false;
        }
    }
    return groups > 0 && group == 3;
}

/// "1.234,5" taken apart: the digits before and behind the decimal sign, and what is behind them.
struct Parts {
    std::string_view whole, fraction, rest;
};

std::optional<Parts> parts_of(std::string_view text, NumberStyle style) {
    Parts parts;
    size_t end = 0;
    while (end < text.size() &&
           (is_digit(text[end]) || (style.thousands != 0 && text[end] == style.thousands &&
                                    end + 1 < text.size() && is_digit(text[end + 1]))))
        ++end;
    parts.whole = text.substr(0, end);
    text.remove_prefix(end);
    if (text.starts_with(style.decimal)) {
        end = 1;
        while (end < text.size() && is_digit(text[end])) ++end;
        parts.fraction = text.substr(1, end - 1);
        text.remove_prefix(end);
    }
    parts.rest = text;
    if (parts.whole.empty() && parts.fraction.empty()) return {};
    const bool marked = style.thousands != 0 && parts.whole.find(style.thousands) != std::string_view::npos;
    if (marked && !grouped(parts.whole, style.thousands)) return {};
    const bool exponent = parts.rest.starts_with('e') || parts.rest.starts_with('E');
    if (!parts.rest.empty() && !exponent) return {};
    return parts;
}

/// Of "0x1F", digits that is_hexadecimal took.
uint32_t hexadecimal_value(std::string_view text) {
    uint32_t value = 0;
    std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
    return value;
}

struct Evidence {
    size_t comma_decimal = 0, point_decimal = 0, comma_groups = 0, point_groups = 0, comma_either = 0,
           point_either = 0, quote_groups = 0, space_groups = 0;
};

void take_evidence(std::string_view cell, Evidence& e) {
    const auto text = without_sign(cell);
    if (text.empty() || !(is_digit(text.front()) || text.front() == ',' || text.front() == '.')) return;
    const auto count = [&](char c) { return std::ranges::count(text, c); };
    const auto commas = count(','), points = count('.');
    if (text.find_first_not_of("0123456789.,' eE+-") != std::string_view::npos) return;
    if (count('\'') > 0) e.quote_groups += parts_of(text, {.decimal = '.', .thousands = '\''}).has_value();
    if (count(' ') > 0) e.space_groups += grouped(text.substr(0, text.find_first_of(",.")), ' ');
    if (commas > 0 && points > 0) {
        const bool point_last = text.rfind('.') > text.rfind(',');
        if (point_last && points == 1) ++e.comma_groups, ++e.point_decimal;
        if (!point_last && commas == 1) ++e.point_groups, ++e.comma_decimal;
        return;
    }
    if (points == 1) grouped(text, '.') && text.front() != '0' ? ++e.point_either : ++e.point_decimal;
    if (points > 1 && grouped(text, '.')) ++e.point_groups;
    if (commas > 1 && grouped(text, ',')) ++e.comma_groups;
    if (commas == 1) grouped(text, ',') && text.front() != '0' ? ++e.comma_either : ++e.comma_decimal;
}

}  // namespace

bool make_plain(std::string_view& text, NumberStyle style, std::string& buffer) {
    if (style.plain() || text.empty()) return true;
    const bool negative = text.front() == '-' || (style.minus_letter && has_minus_letter(text));
    if (style.hexadecimal && is_hexadecimal(text)) {
        buffer = fmt::format("{}{}", negative ? "-" : "", hexadecimal_value(without_sign(text)));
        text = buffer;
        return true;
    }
    if (!style.minus_letter && has_minus_letter(text)) return true;
    const auto parts = parts_of(without_sign(text), style);
    if (!parts) return parse_cell(text).kind != CellKind::number;
    buffer.clear();
    if (negative) buffer += '-';
    for (const char c : parts->whole)
        if (c != style.thousands) buffer += c;
    if (!parts->fraction.empty()) (buffer += '.') += parts->fraction;
    buffer += parts->rest;
    text = buffer;
    return true;
}

bool is_hexadecimal(std::string_view text) {
    text = without_sign(text);
    if (!text.starts_with("0x") && !text.starts_with("0X")) return false;
    text.remove_prefix(2);
    return !text.empty() && text.size() <= most_hexadecimal_digits &&
           text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_styled_number(std::string_view text) {
    if (is_hexadecimal(text)) return true;
    if (has_minus_letter(text)) text.remove_prefix(minus_letter.size());
    constexpr NumberStyle styles[] = {{'.', 0}, {',', '.'}, {'.', ','}, {'.', '\''}, {',', ' '}, {'.', ' '}};
    return std::ranges::any_of(styles, [&](NumberStyle style) {
        std::string buffer;
        std::string_view plain = text;
        return make_plain(plain, style, buffer) && parse_cell(plain).kind == CellKind::number;
    });
}

bool is_number(std::string_view text) {
    const CellKind kind = parse_cell(text).kind;
    return kind == CellKind::number || kind == CellKind::not_finite || is_styled_number(text);
}

std::string_view without_unit(std::string_view text, std::string_view unit) {
    if (unit.empty() || unit_of(text) != unit) return text;
    text.remove_suffix(unit.size());
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

NumberStyle style_of(std::span<const std::string_view> cells, char separator) {
    Evidence e;
    NumberStyle style;
    for (const auto cell : cells) {
        take_evidence(cell, e);
        style.minus_letter = style.minus_letter || has_minus_letter(cell);
    }
    if (e.comma_decimal > e.point_decimal) style.decimal = ',';  // beside commas: in quotes
    // 1,234 alone may be both; where no point is decimal, Europe's way is the likelier.
    if (separator != ',' && e.comma_either > 0 && e.point_decimal + e.point_either + e.comma_groups == 0)
        style.decimal = ',';
    if (style.decimal == '.' && (e.comma_groups > 0 || (e.comma_either > 0 && separator != ',' &&
                                                        e.point_decimal + e.point_either > 0)))
        style.thousands = ',';
    if (style.decimal == ',' && e.point_groups + e.point_either > 0) style.thousands = '.';
    if (style.thousands == 0 && e.quote_groups > 0) style.thousands = '\'';
    if (style.thousands == 0 && e.space_groups > 0 && separator != ' ') style.thousands = ' ';
    return style;
}

std::string_view unit_of(std::string_view text) {
    if (is_hexadecimal(text)) return {};
    text = without_sign(text);
    size_t at = 0;
    while (at < text.size() && (is_digit(text[at]) || text[at] == '.' || text[at] == ',')) ++at;
    if (at == 0 || !(is_digit(text[at - 1]) || (text[at - 1] == '.' && at > 1))) return {};
    // An exponent belongs to the number.
    if (at + 1 < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        size_t end = at + 1;
        if (text[end] == '-' || text[end] == '+') ++end;
        const size_t digits = end;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end > digits) at = end;
    }
    std::string_view unit = text.substr(at);
    while (unit.starts_with(' ')) unit.remove_prefix(1);
    if (unit.empty() || unit.size() > longest_unit) return {};
    const auto c = static_cast<unsigned char>(unit.front());
    const bool starts = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%' || c == '^' || c >= 0x80;
    return starts && unit.find_first_of(" ,;|:=\t") == std::string_view::npos ? unit : std::string_view{};
}

}  // namespace mote::data
