#include "train/network/structure.hpp"

#include <fmt/format.h>

namespace mote::train::network {

namespace {

LayerPlan lower_layer(const LayerSpec& spec, uint32_t steps, uint32_t channels) {
    LayerPlan plan{.kind = spec.kind, .steps = steps, .channels = channels};
    plan.outputs = spec.outputs;
    plan.relu = spec.relu;
    plan.code = spec.code;
    plan.kernel = plan.stride = steps;
    if (spec.kind == Kind::conv) {
        plan.kernel = spec.kernel;
        plan.stride = spec.stride;
        plan.out_steps = plan.kernel <= steps ? (steps - plan.kernel) / plan.stride + 1 : 0;
    }
    plan.dense = spec.kind == Kind::dense;
    if (plan.pool()) plan.outputs = channels;
    return plan;
}

bool possible(const LayerPlan& layer) {
    if (layer.out_steps == 0 || layer.outputs == 0 || layer.outputs > 255 || layer.kernel == 0) return false;
    return layer.pool() || layer.dense || (layer.stride > 0 && layer.stride <= layer.kernel);
}

std::string suffix(model::WeightCode code) {
    return code == model::WeightCode::i4 ? " 4-bit" : code == model::WeightCode::ternary ? " ternary" : "";
}

std::string describe_layer(const LayerSpec& layer) {
    const std::string code = suffix(layer.code);
    switch (layer.kind) {
        case Kind::conv:
            return fmt::format("conv {}x{}/{}{}", layer.outputs, layer.kernel, layer.stride, code);
        case Kind::dense:
            return fmt::format("dense {}{}", layer.outputs, code);
        case Kind::mean_pool:
            return "mean";
        case Kind::max_pool:
            return "max";
    }
    return "";
}

}  // namespace

size_t Plan::multiply_adds() const {
    size_t total = 0;
    for (const auto& layer : layers) total += layer.multiply_adds();
    return total;
}

Plan lower(const Structure& structure) {
    Plan plan;
    auto specs = structure.hidden;
    specs.push_back({Kind::dense, structure.scores, 1, 1, false, structure.output_code});
    if (specs.size() > 8) return plan;
    uint32_t steps = structure.shape.steps;
    uint32_t channels = structure.shape.axes;
    plan.inputs = size_t{steps} * channels;
    for (const auto& spec : specs) {
        LayerPlan layer = lower_layer(spec, steps, channels);
        if (!possible(layer)) return {};
        layer.weights = plan.parameters;
        layer.weight_count = layer.pool() ? 0 : layer.outputs * layer.taps();
        layer.bias_count = layer.pool() ? 0 : layer.outputs;
        layer.biases = layer.weights + layer.weight_count;
        plan.parameters = layer.biases + layer.bias_count;
        steps = layer.out_steps;
        channels = layer.outputs;
        plan.layers.push_back(layer);
    }
    return plan;
}

std::string describe(const Structure& structure) {
    std::string text;
    for (const auto& layer : structure.hidden) text += describe_layer(layer) + ", ";
    return text + fmt::format("dense {}{}", structure.scores, suffix(structure.output_code));
}

}  // namespace mote::train::network
