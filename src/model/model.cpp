#include "model/model.hpp"

#include <algorithm>

namespace mote::model {

namespace {

template <class F>
void for_each_numbers(const Model& model, F&& visit) {
    for (const auto& layer : model.layers) {
        if (const auto* conv = std::get_if<Conv>(&layer)) {
            visit(conv->weights, conv->biases);
        } else if (const auto* dense = std::get_if<Dense>(&layer)) {
            visit(dense->weights, dense->biases);
        }
    }
}

/// Thresholds, steps, leaves, weights and biases.
size_t tree_numbers(const Trees& trees) {
    size_t count = trees.threshold_count() + trees.steps.size() + trees.biases.size();
    if (trees.linear) count += trees.linear->weights.size();
    for (const auto& of_output : trees.trees)
        for (const auto& tree : of_output)
            for (const auto& node : tree) count += node.leaf ? 1 : 0;
    return count;
}

/// Weights and biases; read-outs of 0 take no part.
size_t sparse_numbers(const Sparse& sparse) {
    size_t count = sparse.biases.size();
    for (const auto& neuron : sparse.neurons) {
        count += 1 + neuron.links.size();
        for (int32_t weight : neuron.readouts) count += weight != 0 ? 1 : 0;
    }
    for (const auto& links : sparse.direct) count += links.size();
    return count;
}

LayerShape shape_after(const Layer& layer, LayerShape in) {
    if (const auto* conv = std::get_if<Conv>(&layer)) {
        if (conv->kernel == 0 || conv->stride == 0 || conv->kernel > in.steps) return {0, conv->outputs};
        return {(in.steps - conv->kernel) / conv->stride + 1, conv->outputs};
    }
    if (const auto* dense = std::get_if<Dense>(&layer)) return {1, dense->outputs};
    if (const auto* trees = std::get_if<Trees>(&layer)) return {1, trees->outputs};
    if (const auto* proportions = std::get_if<Proportions>(&layer))
        return {1, static_cast<uint32_t>(proportions->outputs())};
    if (const auto* sparse = std::get_if<Sparse>(&layer)) return {1, sparse->outputs};
    return {1, in.channels};
}

}  // namespace

WeightCode bias_code(Activation activation) {
    switch (activation) {
        case Activation::i8:
            return WeightCode::i8;
        case Activation::i16:
            return WeightCode::i16;
        case Activation::f32:
            return WeightCode::f32;
    }
    return WeightCode::i8;
}

int32_t weight_limit(WeightCode code) {
    switch (code) {
        case WeightCode::i8:
            return 127;
        case WeightCode::i4:
            return 7;
        case WeightCode::ternary:
            return 1;
        case WeightCode::i16:
            return 32767;
        case WeightCode::f32:
            return 0;
    }
    return 0;
}

size_t Model::coefficients() const {
    size_t count = 0;
    for_each_numbers(*this, [&](const Numbers& weights, const Numbers& biases) {
        count += weights.size() + biases.size();
    });
    for (const auto& layer : layers) {
        if (const auto* trees = std::get_if<Trees>(&layer)) count += tree_numbers(*trees);
        if (const auto* proportions = std::get_if<Proportions>(&layer)) count += proportions->outputs();
        if (const auto* sparse = std::get_if<Sparse>(&layer)) count += sparse_numbers(*sparse);
    }
    return count;
}

int Model::bits() const {
    int widest = 8;
    for_each_numbers(*this, [&](const Numbers& weights, const Numbers&) {
        if (weights.code == WeightCode::i16) widest = std::max(widest, 16);
        if (weights.code == WeightCode::f32) widest = 32;
    });
    for (const auto& layer : layers)
        if (const auto* trees = std::get_if<Trees>(&layer))
            if (trees->leaf_bits > 8 || trees->step_bits > 8) widest = std::max(widest, 16);
    return widest;
}

size_t Trees::threshold_count() const {
    size_t count = 0;
    for (const auto& of_feature : thresholds) count += of_feature.size();
    return count;
}

size_t Proportions::outputs() const {
    size_t count = 0;
    for (const auto& block : blocks)
        for (const auto& kernel : block.kernels) count += kernel.thresholds.size();
    return count;
}

std::vector<LayerShape> layer_shapes(const Model& model) {
    const auto& encoder = model.encoder;
    const size_t channels = encoder.used.empty() ? encoder.shape.axes : encoder.used.size();
    std::vector<LayerShape> shapes{{encoder.shape.steps, static_cast<uint32_t>(channels)}};
    for (const auto& layer : model.layers) shapes.push_back(shape_after(layer, shapes.back()));
    return shapes;
}

}  // namespace mote::model
