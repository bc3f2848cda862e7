#include "codegen/compiled/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mote::codegen {

namespace {

using model::WeightCode;

bool packed(WeightCode code) {
    return code == WeightCode::i4 || code == WeightCode::ternary;
}

unsigned bits_of(WeightCode code) {
    return code == WeightCode::i16 ? 16 : code == WeightCode::i4 ? 4 : code == WeightCode::ternary ? 2 : 8;
}

/// What is added to a weight of 4 or 2 bits, so that its code is never negative.
int32_t offset_of(WeightCode code) {
    return code == WeightCode::i4 ? 8 : code == WeightCode::ternary ? 1 : 0;
}

Range weighted(int64_t weight, const Range& value, bool shifted) {
    int64_t low = weight * value.low, high = weight * value.high;
    if (low > high) std::swap(low, high);
    return shifted ? Range{low >> 8, high >> 8} : Range{low, high};
}

int64_t bias_of(const Matrix& matrix, size_t output) {
    return int64_t{matrix.biases.q[output]} * (int64_t{1} << matrix.bias_shift);
}

void append_weight(std::vector<uint8_t>& out, WeightCode code, int32_t weight, size_t position) {
    if (!packed(code)) {
        out.push_back(byte_of(weight));
        if (code == WeightCode::i16) out.push_back(byte_of(weight >> 8));
        return;
    }
    const size_t bits = bits_of(code), at = position * bits % 8;
    if (at == 0) out.push_back(0);
    out.back() = static_cast<uint8_t>(out.back() | (weight + offset_of(code)) << at);
}

}  // namespace

unsigned bias_bytes(const Matrix& matrix) {
    unsigned bytes = 0;
    for (size_t o = 0; o < matrix.outputs; ++o) {
        const int64_t bias = bias_of(matrix, o);
        while (bias != 0 && (bytes == 0 || bias < -(int64_t{1} << (8 * bytes - 1)) ||
                             bias >= int64_t{1} << (8 * bytes - 1)))
            ++bytes;
    }
    return bytes;
}

unsigned unroll_of(const Place& place, const Matrix& matrix, unsigned bits) {
    const size_t products = matrix.outputs * matrix.columns;
    if (!place.fast || products < 32 || matrix.columns < 8) return 1;
    return products >= 128 && matrix.columns >= 16 && bits < 32 ? 8 : 4;
}

std::string indented(const std::string& lines) {
    std::string out = "    ";
    for (const char c : lines) {
        out += c;
        if (c == '\n') out += "    ";
    }
    return out;
}

Ranges sum_ranges(const Matrix& matrix, const Ranges& values) {
    Ranges sums;
    for (size_t o = 0; o < matrix.outputs; ++o) sums.push_back({bias_of(matrix, o), bias_of(matrix, o)});
    size_t i = 0;
    for (size_t g = 0; g < matrix.groups; ++g)
        for (size_t o = 0; o < matrix.outputs; ++o)
            for (size_t c = 0; c < matrix.columns; ++c, ++i) {
                const Range part =
                    weighted(matrix.weights.q[i], values[c], matrix.weights.code == WeightCode::i16);
                sums[o].low += part.low, sums[o].high += part.high;
            }
    return sums;
}

unsigned sum_bits(const Ranges& sums, model::Activation activation) {
    if (activation != model::Activation::i8) return 32;
    for (const unsigned bits : {16u, 24u}) {
        const int64_t limit = int64_t{1} << (bits - 1);
        if (std::ranges::all_of(sums, [&](const Range& r) { return r.low >= -limit && r.high < limit; }))
            return bits;
    }
    return 32;
}

std::string sum_type(unsigned bits) {
    return bits == 24 ? "mote_int24" : fmt::format("int{}_t", bits);
}

std::string unsigned_type(unsigned bits) {
    return bits == 24 ? "mote_uint24" : fmt::format("uint{}_t", bits);
}

size_t run_bytes(const Matrix& matrix) {
    return (matrix.columns * bits_of(matrix.weights.code) + 7) / 8;
}

void append_run(std::vector<uint8_t>& out, const Matrix& matrix, size_t group, size_t output,
                unsigned bias_bytes) {
    append_bytes(out, bias_of(matrix, output), bias_bytes);
    const size_t first = (group * matrix.outputs + output) * matrix.columns;
    for (size_t c = 0; c < matrix.columns; ++c)
        append_weight(out, matrix.weights.code, matrix.weights.q[first + c], c);
}

Ranges activated(const Ranges& sums, uint8_t shift, bool relu, int64_t highest) {
    Ranges out;
    const int64_t lowest = relu ? 0 : -highest - 1;
    for (const Range& sum : sums)
        out.push_back(
            {std::clamp(sum.low >> shift, lowest, highest), std::clamp(sum.high >> shift, lowest, highest)});
    return out;
}

namespace {

struct PackedMatrix {
    std::vector<uint8_t> bytes;
    unsigned bias_bytes = 0;  ///< before each run of weights; 0: none
};

PackedMatrix pack(const Matrix& matrix, bool with_biases) {
    PackedMatrix out;
    if (with_biases) out.bias_bytes = bias_bytes(matrix);
    for (size_t g = 0; g < matrix.groups; ++g)
        for (size_t o = 0; o < matrix.outputs; ++o) append_run(out.bytes, matrix, g, o, out.bias_bytes);
    return out;
}

struct DotText {
    std::string before;  ///< declares `back`, or is empty
    std::string start;   ///< what a sum starts from, before biases: "0" or "back"
    std::string dot;
};

DotText dot_text(const Place& place, const Matrix& matrix, const Loop& loop) {
    const auto& weights = matrix.weights;
    const std::string wide = place.activation == model::Activation::i8 ? "" : "wide_";
    const std::string suffix =
        weights.code == WeightCode::i8 ? "" : fmt::format("_{}", bits_of(weights.code));
    DotText out;
    out.start = "0";
    if (packed(weights.code)) {
        out.before = fmt::format("const {0} back = ({0})(0u - ({1})mote_{2}sum{3}({4}, {5}) * {6}u);",
                                 sum_type(loop.bits), unsigned_type(loop.bits), wide, loop.bits, loop.x,
                                 matrix.columns, offset_of(weights.code));
        out.start = "back";
    }
    out.dot = fmt::format("sum = mote_{}dot{}{}(sum, {}, &w, {}, {});", wide, loop.bits, suffix, loop.x,
                          matrix.columns, unroll_of(place, matrix, loop.bits));
    return out;
}

}  // namespace

std::string emit_rows(Source& source, const Place& place, const Matrix& matrix, const Loop& loop) {
    const PackedMatrix packed_rows = pack(matrix, loop.with_biases);
    source.constant(place.name("weights"), packed_rows.bytes);
    source.include("mote_dot.h");
    const std::string type = sum_type(loop.bits);
    const DotText text = dot_text(place, matrix, loop);
    std::string start = text.start;
    if (packed_rows.bias_bytes != 0)
        start = fmt::format("({0})(({1}){2} + ({1})mote_take{3}(&w))", type, unsigned_type(loop.bits),
                            text.start, 8 * packed_rows.bias_bytes);
    std::string out;
    if (!text.before.empty()) out += fmt::format("    {}\n", text.before);
    const std::string body = fmt::format("{} sum = {};\n{}\n{}", type, start, text.dot, loop.use);
    if (matrix.outputs == 1) return out + indented(fmt::format("{{\n{}\n}}", indented(body))) + "\n";
    return out + fmt::format("    uint8_t left = {};\n    do {{\n{}\n    }} while (--left != 0);\n",
                             matrix.outputs, indented(indented(body)));
}

namespace {

/// The 8 bits from `shift` on of a sum that is known to fit after the shift. Right shifts by many bits are
/// loops on a chip without a barrel shifter; from 5 on a left shift and a whole byte less are shorter.
std::string taken_bits(unsigned bits, unsigned shift) {
    std::string sum = "sum";
    unsigned width = bits;
    while (shift >= 8 && width > 16) {
        sum = fmt::format("({} >> 8)", sum);
        shift -= 8, width -= 8;
    }
    if (width <= 16 || shift < 8) sum = fmt::format("(int16_t){}", sum);
    if (shift >= 8) return fmt::format("(int8_t)((int8_t)(({}) >> 8) >> {})", sum, std::min(shift - 8, 7u));
    if (shift >= 5) return fmt::format("(int8_t)((uint16_t)((uint16_t)({}) << {}) >> 8)", sum, 8 - shift);
    return fmt::format("(int8_t)(({}) >> {})", sum, shift);
}

}  // namespace

std::string emit_activate(Source& source, const Place& place, const Ranges& sums, unsigned bits,
                          uint8_t shift, bool relu) {
    const int64_t highest = place.highest(), lowest = relu ? 0 : -highest - 1;
    int64_t low = 0, high = 0;
    for (const Range& sum : sums) low = std::min(low, sum.low), high = std::max(high, sum.high);
    const int64_t floor = lowest * (int64_t{1} << shift), ceiling = (highest + 1) * (int64_t{1} << shift);
    const std::string name = place.name("activate"), value = place.value(), type = sum_type(bits);
    std::string body;
    if (low < floor) body += fmt::format("    if (sum < ({}){}l) return {};\n", type, floor, lowest);
    if (high >= ceiling) body += fmt::format("    if (sum >= ({}){}l) return {};\n", type, ceiling, highest);
    const std::string taken =
        place.activation == model::Activation::i8
            ? taken_bits(bits, shift)
            : fmt::format("({})(sum >> {})", value, std::min<unsigned>(shift, bits - 1));
    source.function(
        fmt::format("static {} {}({} sum) {{\n{}    return {};\n}}\n", value, name, type, body, taken));
    return name + "(sum)";
}

}  // namespace mote::codegen
