// Cells whose digits beyond float's 24 bits matter: 1700000035.30 and 1700000035.80 are the same float.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

#include "data/cell.hpp"

namespace mote::data {

/// Counts, a column at a time, the cells that differ from the one before but became the same float.
class LostDigits {
  public:
    explicit LostDigits(size_t columns) : first_(columns), last_(columns), counts_(columns) {}

    void note(size_t column, float real, std::string_view text) {
        if (text.size() < fewest_digits) return;
        Last& last = last_[column];
        if (real == last.real && text != last.shown() && differ(text, last.shown())) ++counts_[column];
        last.real = real;
        last.size = text.copy(last.text, sizeof last.text);
        if (first_[column].size == 0) first_[column] = last;
    }
    /// Cells that follow those seen so far, as if they had been noted one after the other.
    void append(const LostDigits& next) {
        for (size_t c = 0; c < last_.size(); ++c) {
            if (next.first_[c].size == 0) continue;
            note(c, next.first_[c].real, next.first_[c].shown());
            last_[c] = next.last_[c];
            counts_[c] += next.counts_[c];
        }
    }
    const std::vector<size_t>& counts() const { return counts_; }

  private:
    static constexpr size_t fewest_digits = 8;  // any seven digits survive as a float

    struct Last {
        float real = 0;
        size_t size = 0;
        char text[24] = {};
        std::string_view shown() const { return {text, size}; }
    };

    static bool differ(std::string_view a, std::string_view b) {
        double x = 0, y = 0;
        return parse_double(a, x) == CellKind::number && parse_double(b, y) == CellKind::number && x != y;
    }

    std::vector<Last> first_, last_;
    std::vector<size_t> counts_;
};

}  // namespace mote::data
