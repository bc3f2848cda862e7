// One cell of a CSV file as a number, and what to say when it is none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace mote::data {

enum class CellKind { number, empty, text, not_finite, too_large };

struct Cell {
    CellKind kind = CellKind::empty;
    bool small_integer = false;  ///< an integer that int16 holds, in `integer` ("3", "3.0", "3e2")
    int16_t integer = 0;
    float real = 0.0f;  ///< the nearest float, always set for CellKind::number
};

/// Reads one cell as a number: decimal digits, point, exponent, optional sign. NaN, inf and numbers beyond
/// float are told apart from text, so that messages can name the remedy.
Cell parse_cell(std::string_view text);
/// The same to double precision, for targets.
CellKind parse_double(std::string_view text, double& value);

/// What is wrong with such a cell, and what to do; kind != number. `text` is shown shortened, without control
/// bytes.
Error cell_error(CellKind kind, std::string_view text, std::string place);
/// At most 40 bytes of `text`, anything unprintable as \xHH, in single quotes.
std::string shown(std::string_view text);
/// Well-formed UTF-8 without control bytes: fit for a title or a label.
bool printable(std::string_view text);

}  // namespace mote::data
