#include "model/model.hpp"

#include <algorithm>

#include "model/layers/functions.hpp"

namespace mote::model {

LayerCounts counts_of(const Layer& layer) {
    return std::visit([](const auto& one) { return counts_of(one); }, layer);
}

size_t Model::coefficients() const {
    size_t count = 0;
    for (const auto& layer : layers) count += counts_of(layer).coefficients;
    return count;
}

int Model::bits() const {
    int widest = 8;
    for (const auto& layer : layers) widest = std::max(widest, counts_of(layer).bits);
    return widest;
}

std::vector<LayerShape> layer_shapes(const Model& model) {
    const auto& encoder = model.encoder;
    const size_t channels = encoder.used.empty() ? encoder.shape.axes : encoder.used.size();
    std::vector<LayerShape> shapes{{encoder.shape.steps, static_cast<uint32_t>(channels)}};
    for (const auto& layer : model.layers)
        shapes.push_back(std::visit([&](const auto& one) { return shape_after(one, shapes.back()); }, layer));
    return shapes;
}

}  // namespace mote::model
