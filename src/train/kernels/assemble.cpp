#include "train/kernels/assemble.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::kernels {

namespace {

model::Proportions layer_of(const Sampling& sampling, std::span<const Feature> features) {
    model::Proportions layer;
    layer.differences = sampling.differences;
    layer.shift = sampling.shift;
    layer.padded = sampling.padded;
    layer.stride_log2 = sampling.stride_log2;
    for (size_t i = 0; i < features.size(); ++i) {
        const auto& site = features[i].site;
        Site before = i == 0 ? Site{0, 0, 0, 0, 0} : features[i - 1].site;
        const bool new_site = site != before;
        before.kernel = site.kernel;
        if (site != before)
            layer.blocks.push_back({site.dilation, site.axis, site.first_part, site.last_part, {}});
        auto& kernels = layer.blocks.back().kernels;
        if (new_site) kernels.push_back({site.kernel, {}});
        kernels.back().thresholds.push_back(features[i].threshold);
    }
    return layer;
}

}  // namespace

model::Model assemble(const TrainingRows& rows, const model::Encoder& encoder, const Sampling& sampling,
                      std::span<const Feature> features, const IntegerHead& head, int weight_bits,
                      const TargetUnits& units) {
    model::Model m;
    m.task = rows.targets->task;
    m.scores = static_cast<uint8_t>(rows.targets->scores());
    m.encoder = encoder;
    m.layers.push_back(layer_of(sampling, features));
    model::Dense dense;
    dense.outputs = m.scores;
    const auto wide = weight_bits == 16 ? model::WeightCode::i16 : model::WeightCode::i8;
    m.activation = weight_bits == 16 ? model::Activation::i16 : model::Activation::i8;
    dense.weights = {weight_bits == 4 ? model::WeightCode::i4 : wide, head.weights, {}};
    dense.biases = {wide, head.biases, {}};
    dense.requantisation.bias_shift = head.bias_shift;
    int exponent = -head.exponent;
    if (m.task == Task::regression) {
        // the offset takes mean and bias exactly
        exponent += static_cast<int>(std::lround(std::log2(units.deviation)));
        dense.biases.q.assign(1, 0);
        dense.requantisation.bias_shift = 0;
        const double offset = std::ldexp(units.mean + units.deviation * head.offsets[0], -exponent);
        m.score_offset = static_cast<int32_t>(std::clamp(std::nearbyint(offset), -0x1p30, 0x1p30));
    }
    m.score_exponent = static_cast<int8_t>(std::clamp(exponent, -128, 127));
    m.layers.push_back(std::move(dense));
    return m;
}

}  // namespace mote::train::kernels
