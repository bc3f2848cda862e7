// How numbers are written: decimal comma, thousands marks, units behind them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mote::data {

struct NumberStyle {
    char decimal = '.';
    char thousands = 0;         ///< ',' '.' '\'' ' ' or 0: none
    bool hexadecimal = false;   ///< some are written 0x1F
    bool minus_letter = false;  ///< some have U+2212 in place of the hyphen
    bool plain() const { return decimal == '.' && thousands == 0 && !hexadecimal && !minus_letter; }
};

/// Turns a number in this style into plain digits, in `buffer`; other text stays as it is. False: a number, but
/// not in this style ("1.5" where the comma is decimal), so that it must not be read.
bool make_plain(std::string_view& text, NumberStyle style, std::string& buffer);

/// Takes the unit off, if it is this one.
std::string_view without_unit(std::string_view text, std::string_view unit);

/// "0x1F", as programs print the registers of a sensor.
bool is_hexadecimal(std::string_view text);

/// A number in some style that people use.
bool is_styled_number(std::string_view text);

/// The same, and one that is not finite.
bool is_number(std::string_view text);

/// What cells say of the style, when they are parted by `separator`. Both signs in a number tell at once; a
/// comma with other than three digits behind it is decimal.
NumberStyle style_of(std::span<const std::string_view> cells, char separator);

/// The unit behind a number: "C" of "23.8C", "%" of "40 %"; empty where there is none, or no number. A unit
/// starts with a letter, %, a degree sign or ^, and is short.
std::string_view unit_of(std::string_view text);

}  // namespace mote::data
