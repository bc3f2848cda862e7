#include <fmt/format.h>

#include "codegen/compiled/matrix.hpp"

namespace mote::codegen {

namespace {

Matrix matrix_of(const Place& place, const model::Dense& dense) {
    return {dense.weights,  dense.biases,  dense.requantisation.bias_shift,
            place.in.steps, dense.outputs, place.in.channels};
}

void emit_input(Source& source, const Place& place) {
    source.keep(place.value(), place.name("in"), place.in.channels);
    source.declare(fmt::format("#define LAYER_{}_IN {}", place.index, place.name("in")));
}

/// Statements that add up one time step: the sums stay in RAM, the weights go on from where they were.
std::string fold_step(Source& source, const Place& place, const Matrix& matrix, unsigned bits) {
    const std::string type = sum_type(bits);
    const std::string sums = source.clear(type, place.name("sums"), matrix.outputs);
    const std::string at = source.clear("uint16_t", place.name("at"));
    const Loop loop{
        bits, false, place.name("in"),
        fmt::format("*to = ({})(({})*to + ({})sum);\n++to;", type, unsigned_type(bits), unsigned_type(bits))};
    const std::string rows = emit_rows(source, place, matrix, loop);
    return fmt::format(
        "    const uint8_t* w = {0} + {1};\n    {2}* to = {3};\n{4}    {1} = (uint16_t)(w - {0});\n",
        place.name("weights"), at, type, sums, rows);
}

/// Biases, shifted, as bytes of the width of the sums.
std::string emit_biases(Source& source, const Place& place, const model::Dense& dense, unsigned bits) {
    std::vector<uint8_t> bytes;
    for (const int32_t bias : dense.biases.q)
        append_bytes(bytes, int64_t{bias} * (int64_t{1} << dense.requantisation.bias_shift), bits / 8);
    source.constant(place.name("biases"), bytes);
    return place.name("biases");
}

std::string score_index(const model::Dense& dense) {
    return dense.outputs == 1 ? "[0]" : "[k]";
}

bool all_zero(const model::Numbers& biases) {
    for (const int32_t bias : biases.q)
        if (bias != 0) return false;
    return true;
}

void emit_scores_of_steps(Source& source, const Place& place, const model::Dense& dense, const Matrix& matrix,
                          unsigned bits) {
    const std::string step = fold_step(source, place, matrix, bits);
    source.function(fmt::format("static void layer_{}(void) {{\n{}}}\n", place.index, step));
    const std::string sum = "mote_row." + place.name("sums") + score_index(dense);
    if (all_zero(dense.biases)) {
        source.score("(int32_t)" + sum);
        return;
    }
    if (dense.outputs == 1) {
        const int64_t bias = int64_t{dense.biases.q[0]} * (int64_t{1} << dense.requantisation.bias_shift);
        source.score(fmt::format("(int32_t)(({0})(({1}){2} + ({1}){3}l))", sum_type(bits),
                                 unsigned_type(bits), sum, bias));
        return;
    }
    const std::string biases = emit_biases(source, place, dense, bits);
    source.function(
        fmt::format("static int32_t {}(uint8_t k) {{\n    const uint8_t* b = {} + k * {}u;\n    return "
                    "({})(({}){} + ({})mote_take{}(&b));\n}}\n",
                    place.name("score"), biases, bits / 8, sum_type(bits), unsigned_type(bits), sum,
                    unsigned_type(bits), bits));
    source.score(place.name("score") + "(k)");
}

void emit_steps(Source& source, const Place& place, const model::Dense& dense, const Matrix& matrix,
                const Ranges& sums, unsigned bits) {
    const auto& r = dense.requantisation;
    const std::string use = emit_activate(source, place, sums, bits, r.shift, r.relu);
    const std::string step = fold_step(source, place, matrix, bits);
    const std::string biases = emit_biases(source, place, dense, bits);
    const std::string type = sum_type(bits), u = unsigned_type(bits);
    source.function(
        fmt::format("static void {0}(void) {{\n    {1}* out = {2};\n    const uint8_t* b = {3};\n    const "
                    "{4}* from = mote_row.{5};\n"
                    "    uint8_t left = {6};\n    do {{\n        const {4} sum = ({4})(({7})*from++ + "
                    "({7})mote_take{8}(&b));\n"
                    "        *out++ = {9};\n    }} while (--left != 0);\n    {10}\n}}\n",
                    place.name("finish"), place.value(), place.next_input(), biases, type, place.name("sums"),
                    dense.outputs, u, bits, use, place.next_call()));
    source.function(fmt::format("static void layer_{}(void) {{\n{}    if (w == {} + sizeof {}) {}();\n}}\n",
                                place.index, step, place.name("weights"), place.name("weights"),
                                place.name("finish")));
}

void emit_at_once(Source& source, const Place& place, const model::Dense& dense, const Matrix& matrix,
                  const Ranges& sums, unsigned bits) {
    const auto& r = dense.requantisation;
    Loop loop{bits, true, place.name("in"), "*out++ = sum;"};
    std::string out = place.next_input(), type = place.value(), after = "    " + place.next_call() + "\n";
    if (place.last) {
        out = place.name("scores"), type = sum_type(bits), after = "";
        source.keep(type, out, dense.outputs);
        source.score("(int32_t)" + out + score_index(dense));
    } else {
        loop.use = fmt::format("*out++ = {};", emit_activate(source, place, sums, bits, r.shift, r.relu));
    }
    const std::string rows = emit_rows(source, place, matrix, loop);
    source.function(
        fmt::format("static void layer_{}(void) {{\n    const uint8_t* w = {};\n    {}* out = {};\n{}{}}}\n",
                    place.index, place.name("weights"), type, out, rows, after));
}

}  // namespace

Result<Ranges> emit(Source& source, const Place& place, const model::Dense& dense) {
    const Matrix matrix = matrix_of(place, dense);
    const Ranges sums = sum_ranges(matrix, place.ranges);
    const unsigned bits = sum_bits(sums, place.activation);
    emit_input(source, place);
    if (place.in.steps == 1) {
        emit_at_once(source, place, dense, matrix, sums, bits);
    } else if (place.last) {
        emit_scores_of_steps(source, place, dense, matrix, bits);
    } else {
        emit_steps(source, place, dense, matrix, sums, bits);
    }
    return place.last
               ? sums
               : activated(sums, dense.requantisation.shift, dense.requantisation.relu, place.highest());
}

}  // namespace mote::codegen
