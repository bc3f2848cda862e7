// The fast way through a table of numbers: a block of whole lines at once, several of them in parallel. What is not
// plainly rows of numbers is left to the reader of single rows, so that both ways give the same table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/samples.hpp"
#include "data/lost_digits.hpp"

namespace mote::data {

/// How the lines of a table are made up.
struct PlainLayout {
    char separator = ',';         ///< no space
    char comment = 0;             ///< lines that start with it are no rows; 0: none
    std::vector<bool> is_sample;  ///< of each column
    size_t samples = 0;           ///< columns that are
};

/// The rows of a block. Cells are numbers, or missing as target_column.hpp and cell.hpp have it.
struct PlainBlock {
    bool plain = false;  ///< else nothing below holds
    size_t rows = 0;
    SampleMatrix::Storage samples;                       ///< int16 or float; zeros for what is missing
    std::vector<std::pair<uint32_t, uint32_t>> missing;  ///< (row, sample), in order
    std::vector<std::string_view> others;  ///< cells of the other columns, trimmed, a row after the other
    LostDigits lost{0};
};

/// Reads whole lines, each with its line feed. Not plain: a quote, a zero byte, a blank line, a comment, a row with
/// another number of cells, a sample that is neither a number nor missing.
PlainBlock read_plain_block(std::string_view lines, const PlainLayout& layout);

/// Parts of about `bytes`, each of whole lines.
std::vector<std::string_view> parts_of_lines(std::string_view lines, size_t bytes);

}  // namespace mote::data
