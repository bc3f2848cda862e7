#include "model/layers/functions.hpp"
#include "model/layers/weights.hpp"

namespace mote::model {

namespace {

size_t taps_of(const Conv& conv, LayerShape in) {
    return size_t{conv.kernel} * in.channels;
}

}  // namespace

uint8_t code_of(const Conv&) {
    return MOTE_LAYER_CONV;
}

LayerShape shape_after(const Conv& conv, LayerShape in) {
    if (conv.kernel == 0 || conv.stride == 0 || conv.kernel > in.steps) return {0, conv.outputs};
    return {(in.steps - conv.kernel) / conv.stride + 1, conv.outputs};
}

LayerCounts counts_of(const Conv& conv) {
    return counts_of_weights(conv.weights, conv.biases);
}

Status write_layer(ByteWriter& out, const Conv& conv, const LayerPlace& place) {
    const size_t taps = taps_of(conv, place.in);
    std::vector<size_t> output_of(conv.outputs * taps);
    for (size_t i = 0; i < output_of.size(); ++i) output_of[i] = i / taps;
    MOTE_CHECK(check_weights(conv.weights, conv.biases, conv.requantisation, place.activation, conv.outputs,
                             output_of));
    out.u8(conv.outputs), out.u8(conv.kernel), out.u8(conv.stride);
    out.u8(weight_flags(conv.weights, conv.requantisation));
    out.u8(conv.requantisation.shift), out.u8(conv.requantisation.bias_shift);
    out.numbers(conv.weights), out.numbers(conv.biases);
    return Done{};
}

Conv read_conv(ByteReader& in, const LayerPlace& place) {
    Conv conv;
    conv.outputs = in.u8(), conv.kernel = in.u8(), conv.stride = in.u8();
    const uint8_t flags = in.u8();
    conv.requantisation = read_requantisation(in, flags);
    conv.weights = in.numbers(weight_code(flags), conv.outputs * taps_of(conv, place.in));
    conv.biases = in.numbers(bias_code(place.activation), conv.outputs);
    return conv;
}

}  // namespace mote::model
