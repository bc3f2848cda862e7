#include <fmt/format.h>

#include "codegen/compiled/matrix.hpp"

namespace mote::codegen {

namespace {

/// The window holds kernel x channels values, oldest first; the next step's come behind those it has.
struct Window {
    std::string name, at;  ///< at: values in it
    size_t size = 0, drop = 0;
};

std::string counter_type(size_t largest) {
    return largest < 256 ? "uint8_t" : "uint16_t";
}

Window emit_conv_window(Source& source, const Place& place, const model::Conv& conv) {
    const size_t channels = place.in.channels;
    Window window{place.name("window"), "0", conv.kernel * channels, conv.stride * channels};
    source.keep(place.value(), window.name, window.size);
    if (conv.kernel > 1) window.at = source.clear(counter_type(window.size), place.name("at"));
    source.declare(fmt::format("#define LAYER_{} ({} + {})", std::to_string(place.index) + "_IN", window.name,
                               window.at));
    return window;
}

std::string gather(const Place& place, const Window& window, size_t kernel) {
    if (kernel == 1) return "";
    return fmt::format("    {0} = ({1})({0} + {2}u);\n    if ({0} < {3}u) return;\n", window.at,
                       counter_type(window.size), place.in.channels, window.size);
}

std::string slide(const Place& place, const Window& window, size_t kernel) {
    if (kernel == 1) return "";
    const size_t kept = window.size - window.drop;
    std::string out = fmt::format("    {} = {}u;\n", window.at, kept);
    if (kept == 0) return out;
    if (place.activation == model::Activation::i8 && kept < 256)
        return out + fmt::format("    mote_slide({0}, {0} + {1}, {2});\n", window.name, window.drop, kept);
    return out + fmt::format("    memmove({0}, {0} + {1}, {2}u * sizeof {0}[0]);\n", window.name, window.drop,
                             kept);
}

Ranges window_ranges(const Place& place, const model::Conv& conv) {
    Ranges values;
    for (size_t k = 0; k < conv.kernel; ++k)
        values.insert(values.end(), place.ranges.begin(), place.ranges.end());
    return values;
}

}  // namespace

Result<Ranges> emit(Source& source, const Place& place, const model::Conv& conv) {
    const size_t columns = size_t{conv.kernel} * place.in.channels;
    const auto& r = conv.requantisation;
    const Matrix matrix{conv.weights, conv.biases, r.bias_shift, 1, conv.outputs, columns};
    const Ranges sums = sum_ranges(matrix, window_ranges(place, conv));
    const unsigned bits = sum_bits(sums, place.activation);
    const Window window = emit_conv_window(source, place, conv);
    const std::string use = emit_activate(source, place, sums, bits, r.shift, r.relu);
    const std::string rows =
        emit_rows(source, place, matrix, {bits, true, window.name, fmt::format("*out++ = {};", use)});
    source.function(
        fmt::format("static void {}(void) {{\n    const uint8_t* w = {};\n    {}* out = {};\n{}}}\n",
                    place.name("outputs"), place.name("weights"), place.value(), place.next_input(), rows));
    source.function(fmt::format("static void layer_{}(void) {{\n{}    {}();\n{}    {}\n}}\n", place.index,
                                gather(place, window, conv.kernel), place.name("outputs"),
                                slide(place, window, conv.kernel), place.next_call()));
    return activated(sums, r.shift, r.relu, place.highest());
}

}  // namespace mote::codegen
