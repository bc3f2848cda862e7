// How a file is laid out, found in its first lines.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "data/csv.hpp"

namespace mote::data {

struct Layout {
    bool header = true;                    ///< the first line that counts holds the titles
    std::vector<std::string> titles = {};  ///< from a line with a comment sign ("# a, b, c"); usually empty
    char comment = 0;                      ///< lines that start with it are comments; 0: there are none
    size_t columns = 0;                    ///< cells of a row, without empty ones behind the last separator
};

/// Looks at the first bytes of a file, whole lines as far as possible.
Layout find_layout(std::string_view head, const CsvOptions& options);

/// Whether the first of these rows holds titles. Numbers that count up in even steps may be titles
/// (0, 1, 2, ... or wavelengths); a title stands above cells of another kind, a sample above its like.
bool first_row_is_header(std::span<const std::vector<std::string>> rows, const CsvOptions& options);

}  // namespace mote::data
