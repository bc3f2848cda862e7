// Products of a matrix of weights with the values in RAM: what conv and dense layers share.
#pragma once

#include <string>

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {

/// One row of weights an output, `columns` of them, for each of `groups` (dense: time steps).
struct Matrix {
    const model::Numbers& weights;  ///< [group][output][column]
    const model::Numbers& biases;   ///< one an output
    uint8_t bias_shift = 0;
    size_t groups = 1, outputs = 1, columns = 1;
};

/// Sums of each output over all groups, biases included. values[i] is the range of what column i multiplies.
Ranges sum_ranges(const Matrix& matrix, const Ranges& values);

/// Narrowest of 16, 24 and 32 bits that holds all sums of these ranges; int16 values: always 32.
unsigned sum_bits(const Ranges& sums, model::Activation activation);
/// int16_t, mote_int24 or int32_t.
std::string sum_type(unsigned bits);
std::string unsigned_type(unsigned bits);

/// Each line four places to the right.
std::string indented(const std::string& lines);

/// Bytes that hold every bias, shifted; 0 when all are 0.
unsigned bias_bytes(const Matrix& matrix);

/// Products a turn of the loop: more are faster and longer.
unsigned unroll_of(const Place& place, const Matrix& matrix, unsigned bits);

/// Bytes of one output's weights as mote_dot.h reads them.
size_t run_bytes(const Matrix& matrix);

/// The bias of an output, shifted, in so many bytes, and its weights in a group.
void append_run(std::vector<uint8_t>& out, const Matrix& matrix, size_t group, size_t output,
                unsigned bias_bytes);

/// The loop over the outputs of one group.
struct Loop {
    unsigned bits = 16;       ///< of the sums
    bool with_biases = true;  ///< else sums are of the products alone
    std::string x;            ///< C expression of the values, a pointer
    std::string use;          ///< statements that take the variable `sum`
};

/// Writes the weights of all groups as the constant `weights` of the place. Gives the statements of a block
/// that need a variable `const uint8_t* w`, at the first output's run, and leave it behind the last one's.
std::string emit_rows(Source& source, const Place& place, const Matrix& matrix, const Loop& loop);

/// C expression of the value that leaves a layer, from the variable `sum` of `bits` bits: shifted, limited,
/// with ReLU. Written as a function `name` into the source, with what the ranges let be left out.
std::string emit_activate(Source& source, const Place& place, const Ranges& sums, unsigned bits,
                          uint8_t shift, bool relu);
/// The ranges of what it gives.
Ranges activated(const Ranges& sums, uint8_t shift, bool relu, int64_t highest);

}  // namespace mote::codegen
