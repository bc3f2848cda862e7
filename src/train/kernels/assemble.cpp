#include "train/kernels/assemble.hpp"

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

model::Model assemble(const base::Frame& frame, const model::Encoder& encoder, const Sampling& sampling,
                      std::span<const Feature> features, const IntegerHead& head, int weight_bits) {
    const auto wide = weight_bits == 16 ? model::WeightCode::i16 : model::WeightCode::i8;
    auto m = base::empty_model(frame, weight_bits == 16 ? model::Activation::i16 : model::Activation::i8);
    m.encoder = encoder;
    m.layers.push_back(layer_of(sampling, features));
    model::Dense dense;
    dense.outputs = m.scores;
    dense.weights = {weight_bits == 4 ? model::WeightCode::i4 : wide, head.weights, {}};
    dense.biases = {wide, head.biases, {}};
    dense.requantisation.bias_shift = head.bias_shift;
    if (m.task == Task::regression) {
        // the score's offset takes the bias exactly
        dense.biases.q.assign(1, 0);
        dense.requantisation.bias_shift = 0;
    }
    base::set_score_scale(m, -head.exponent, frame.scale, std::ldexp(head.offsets[0], head.exponent));
    m.layers.push_back(std::move(dense));
    return m;
}

}  // namespace mote::train::kernels
