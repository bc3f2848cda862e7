#include <fmt/format.h>

#include <algorithm>

#include "codegen/compiled/matrix.hpp"

namespace mote::codegen {

namespace {

/// Sums of a mean are kept over all steps; a maximum keeps the values themselves.
Ranges kept_ranges(const Place& place, const model::Pool& pool) {
    Ranges out = place.ranges;
    if (!pool.maximum)
        for (auto& range : out) range = {range.low * place.in.steps, range.high * place.in.steps};
    return out;
}

}  // namespace

Result<Ranges> emit(Source& source, const Place& place, const model::Pool& pool) {
    const Ranges kept = kept_ranges(place, pool);
    const unsigned bits = pool.maximum ? (place.activation == model::Activation::i8 ? 8 : 16)
                                       : sum_bits(kept, place.activation);
    const std::string type = bits == 8 ? "int8_t" : sum_type(bits);
    const std::string input = place.name("in"), channels = std::to_string(place.in.channels);
    source.include("mote_dot.h");
    source.keep(place.value(), input, place.in.channels);
    source.declare(fmt::format("#define LAYER_{}_IN {}", place.index, input));
    const std::string count =
        source.clear(place.in.steps < 256 ? "uint8_t" : "uint16_t", place.name("count"));
    const std::string sums = source.clear(type, place.name("kept"), place.in.channels);
    const bool above_zero = std::ranges::all_of(place.ranges, [](const Range& r) { return r.low >= 0; });
    const std::string add =
        !pool.maximum ? fmt::format("*to = ({0})(({1})*to + ({1})({0})*x);", type, unsigned_type(bits))
        : above_zero  ? "if (*x > *to) *to = *x;"
                      : fmt::format("if ({} == 0 || *x > *to) *to = *x;", count);
    const std::string use = emit_activate(source, place, kept, std::max(bits, 16u), pool.shift, false);
    source.function(fmt::format(
        "static void {}(void) {{\n    const {}* from = {};\n    {}* out = {};\n    uint8_t left = {};\n    "
        "do {{\n"
        "        const {} sum = *from++;\n        *out++ = {};\n    }} while (--left != 0);\n    {}\n}}\n",
        place.name("finish"), type, sums, place.value(), place.next_input(), channels,
        sum_type(std::max(bits, 16u)), use, place.next_call()));
    source.function(
        fmt::format("static void layer_{}(void) {{\n    const {}* x = {};\n    {}* to = {};\n    uint8_t "
                    "left = {};\n    do {{\n"
                    "        {}\n        ++x;\n        ++to;\n    }} while (--left != 0);\n    if (++{} == "
                    "{}u) {}();\n}}\n",
                    place.index, place.value(), input, type, sums, channels, add, count, place.in.steps,
                    place.name("finish")));
    return activated(kept, pool.shift, false, place.highest());
}

}  // namespace mote::codegen
