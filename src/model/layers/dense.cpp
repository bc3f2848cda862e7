#include "model/layers/functions.hpp"
#include "model/layers/weights.hpp"

namespace mote::model {

uint8_t code_of(const Dense&) {
    return MOTE_LAYER_DENSE;
}

LayerShape shape_after(const Dense& dense, LayerShape) {
    return {1, dense.outputs};
}

LayerCounts counts_of(const Dense& dense) {
    return counts_of_weights(dense.weights, dense.biases);
}

Status write_layer(ByteWriter& out, const Dense& dense, const LayerPlace& place) {
    std::vector<size_t> output_of(size_t{place.in.steps} * place.in.channels * dense.outputs);
    for (size_t i = 0; i < output_of.size(); ++i) output_of[i] = i / place.in.channels % dense.outputs;
    MOTE_CHECK(check_weights(dense.weights, dense.biases, dense.requantisation, place.activation,
                             dense.outputs, output_of));
    out.u8(dense.outputs), out.u8(weight_flags(dense.weights, dense.requantisation));
    out.u8(dense.requantisation.shift), out.u8(dense.requantisation.bias_shift);
    out.numbers(dense.weights), out.numbers(dense.biases);
    return Done{};
}

Dense read_dense(ByteReader& in, const LayerPlace& place) {
    Dense dense;
    dense.outputs = in.u8();
    const uint8_t flags = in.u8();
    dense.requantisation = read_requantisation(in, flags);
    dense.weights =
        in.numbers(weight_code(flags), size_t{place.in.steps} * place.in.channels * dense.outputs);
    dense.biases = in.numbers(bias_code(place.activation), dense.outputs);
    return dense;
}

}  // namespace mote::model
