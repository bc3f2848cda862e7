// The column to predict: a label is its text, a value keeps all its digits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.hpp"

namespace mote::data {

/// The column to predict, as it is in the file.
///
/// A label is its text, and two cells hold the same label when their texts are the same. "1.0" and "1." are
/// "1", since programs write integers in these ways; "01" is not "1", and "1.10" is not "1.1".
struct TargetColumn {
    std::string name;
    bool all_numbers = true;         ///< every cell that is not missing is a number that double holds
    std::vector<double> numbers;     ///< rows entries when numeric(), NaN where missing; else empty
    std::vector<uint32_t> codes;     ///< rows entries that index `texts`; empty for very many numbers
    std::vector<std::string> texts;  ///< distinct labels in the order in which they first appear
    std::vector<uint32_t> missing;   ///< rows without a target, ascending

    bool numeric() const { return all_numbers; }
    bool labelled() const { return !codes.empty(); }
    size_t rows() const { return numeric() ? numbers.size() : codes.size(); }
    bool is_missing(size_t row) const;
    /// The cell as text; of very many numbers in their shortest form ("1", "-0.5").
    std::string text(size_t row) const;
};

/// Code of a row without a target, in TargetColumn::codes.
inline constexpr uint32_t no_code = 0xFFFFFFFF;

/// Empty, NA, N/A, null, ?: nothing was recorded.
bool names_missing(std::string_view text);
/// What tells labels apart: the text, for plain integers without fraction zeros.
std::string_view label_key(std::string_view text);

/// Collects the cells of the target.
class TargetBuilder {
  public:
    explicit TargetBuilder(std::string name) { column_.name = std::move(name); }

    /// One cell a row. Error (input, without a place): text that cannot be a label.
    Status push(std::string_view cell);
    /// Takes back the last row.
    void drop_last();
    TargetColumn take();
    size_t rows() const { return row_; }

  private:
    Status push_label(std::string_view cell);
    void push_number(double value);
    void forget_labels();

    TargetColumn column_;
    std::unordered_map<std::string, uint32_t> codes_;
    std::vector<uint32_t> not_finite_;  ///< rows that hold nan or inf
    bool keeps_labels_ = true;
    uint32_t row_ = 0;
};

}  // namespace mote::data
