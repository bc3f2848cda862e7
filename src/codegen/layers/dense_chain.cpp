#include "codegen/layers/dense_chain.hpp"

#include <algorithm>

#include "codegen/compiled/matrix.hpp"
#include "codegen/compiled/source.hpp"

namespace mote::codegen {

namespace {

const model::Dense& dense_at(const model::Model& model, size_t i) {
    return std::get<model::Dense>(model.layers[i]);
}

Matrix matrix_at(const model::Model& model, const std::vector<model::LayerShape>& shapes, size_t i) {
    const auto& dense = dense_at(model, i);
    return {dense.weights, dense.biases,      dense.requantisation.bias_shift, 1,
            dense.outputs, shapes[i].channels};
}

}  // namespace

bool is_dense_chain(const model::Model& model) {
    if (model.activation != model::Activation::i8 || model.layers.size() < 2) return false;
    const auto shapes = model::layer_shapes(model);
    const auto* first = std::get_if<model::Dense>(&model.layers[0]);
    if (first == nullptr) return false;
    const auto code = first->weights.code;
    if (code != model::WeightCode::i8 && code != model::WeightCode::i4) return false;
    // Of the two the last has no loop over outputs: 70 to 100 bytes less than one loop for both.
    if (model.layers.size() == 2 && model.scores == 1 && code == model::WeightCode::i8) return false;
    for (size_t i = 0; i < model.layers.size(); ++i) {
        const auto* dense = std::get_if<model::Dense>(&model.layers[i]);
        const bool last = i + 1 == model.layers.size();
        if (dense == nullptr || dense->weights.code != code || shapes[i].steps != 1) return false;
        if (shapes[i].channels > 255) return false;
        if (!last && !dense->requantisation.relu) return false;
    }
    return true;
}

Result<Ranges> emit_dense_chain(Source& source, const Place& place, const model::Model& model) {
    const auto shapes = model::layer_shapes(model);
    const size_t layers = model.layers.size();
    const bool nibbles = dense_at(model, 0).weights.code == model::WeightCode::i4;
    unsigned bits = 16, biases = 0;
    size_t values = 1;
    Ranges ranges = place.ranges;
    for (size_t i = 0; i < layers; ++i) {
        const Matrix matrix = matrix_at(model, shapes, i);
        const auto& r = dense_at(model, i).requantisation;
        const Ranges sums = sum_ranges(matrix, ranges);
        bits = std::max(bits, sum_bits(sums, place.activation));
        biases = std::max(biases, bias_bytes(matrix));
        values += matrix.columns;
        ranges = i + 1 < layers ? activated(sums, r.shift, r.relu, place.highest()) : sums;
    }
    std::vector<uint8_t> table;
    for (size_t i = 0; i < layers; ++i) {
        const Matrix matrix = matrix_at(model, shapes, i);
        table.push_back(byte_of(static_cast<int64_t>(matrix.columns)));
        table.push_back(byte_of(static_cast<int64_t>(matrix.outputs)));
        table.push_back(dense_at(model, i).requantisation.shift);
        for (size_t o = 0; o < matrix.outputs; ++o) append_run(table, matrix, 0, o, biases);
    }
    source.define("MOTE_DENSE_LAYERS", static_cast<long>(layers));
    source.define("MOTE_DENSE_INPUTS", shapes[0].channels);
    source.define("MOTE_DENSE_WEIGHT_BITS", nibbles ? 4 : 8);
    source.define("MOTE_DENSE_SUM_BITS", bits);
    source.define("MOTE_DENSE_BIAS_BYTES", biases);
    source.constant("layer_0_weights", table);
    source.include("mote_dot.h");
    source.keep("int8_t", "layer_0_values", values);
    source.keep(sum_type(bits), "layer_0_scores", ranges.size());
    source.declare("#define LAYER_0_IN layer_0_values");
    source.function("#include \"mote_dense.h\"\n\nstatic void layer_0(void) {\n    mote_dense();\n}\n");
    source.score(ranges.size() == 1 ? "(int32_t)layer_0_scores[0]" : "(int32_t)layer_0_scores[k]");
    return ranges;
}

}  // namespace mote::codegen
