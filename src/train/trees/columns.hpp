// Training rows as a tree sees them: quantised as the chip will quantise them, sorted into at most 255 bins.
#pragma once

#include <cstdint>
#include <vector>

#include "core/samples.hpp"

namespace mote::train::trees {

/// What a feature is made of: an input, or the sum or difference of two inputs.
struct Source {
    uint16_t a = 0;
    uint16_t b = 0;
    enum class Kind : uint8_t { input, sum, difference } kind = Kind::input;
};

struct Column {
    Source source;
    std::vector<uint8_t> bins;  ///< [row]
    std::vector<int16_t> cuts;  ///< ascending; bin > i exactly when value > cuts[i]
};

struct Table {
    size_t rows = 0;
    size_t inputs = 0;
    std::vector<int8_t> exponents;             ///< [input]: q = saturate16(round(x * 2^exponent)), halves up
    std::vector<std::vector<int16_t>> values;  ///< [input][row], quantised
    std::vector<Column> columns;               ///< the inputs, then pairs of them
};

struct TableSettings {
    double entropy = 6;     ///< bits of information that the quantisation of an input keeps, when it has them
    size_t max_bins = 127;  ///< 2 .. 255
    int highest = 32767;    ///< about the largest magnitude of a quantised value
};

/// Quantises and sorts the rows `rows` (numbers in the sample matrix). Memory: 3 bytes a value.
Table make_table(const SampleMatrix& samples, const std::vector<uint32_t>& rows,
                 const TableSettings& settings);

/// Adds a column for a pair of inputs. Values beyond int16 are saturated: thresholds are inside.
void add_pair(Table& table, Source source, const TableSettings& settings);

/// The value of a feature in a row, as the chip computes it.
int32_t feature_value(const Table& table, const Source& source, size_t row);

/// floor(x * 2^exponent + 1/2), saturated to int16; NaN gives 0.
int16_t quantise(double x, int exponent);

}  // namespace mote::train::trees
