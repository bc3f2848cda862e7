#include "codegen/compiled/encoder_plan.hpp"

#include <algorithm>

namespace mote::codegen {

bool passes_axes_over(const model::Encoder& encoder) {
    return !encoder.used.empty() && encoder.used.size() < encoder.shape.axes;
}

EncoderPlan encoder_plan(const model::Model& model) {
    const auto& encoder = model.encoder;
    const auto& entries = encoder.entries;
    const bool wide = model.activation == model::Activation::i16;
    EncoderPlan plan{encoder.shape.steps,
                     encoder.shape.axes,
                     encoder.used.empty() ? encoder.shape.axes : encoder.used.size(),
                     passes_axes_over(encoder),
                     encoder.raw_float,
                     takes_rows(model),
                     std::ranges::all_of(entries, [&](const model::Encoding& e) { return e == entries[0]; }),
                     takes_samples(model),
                     std::holds_alternative<model::Proportions>(model.layers[0]),
                     model.activation,
                     entries,
                     wide ? "int16_t" : "int8_t",
                     "uint16_t",
                     wide ? 32767 : 127};
    if (plan.inputs() < 256) plan.position_type = "uint8_t";
    plan.limits = std::holds_alternative<model::Signal>(model.layers[0]);
    plan.fills = !encoder.fills.empty();
    return plan;
}

Ranges encoder_ranges(const model::Model& model) {
    const EncoderPlan plan = encoder_plan(model);
    Ranges out;
    for (size_t c = 0; c < plan.used; ++c) {
        const auto& entry = plan.entries[plan.entries.size() == 1 ? 0 : c];
        Range range{-plan.highest - 1, plan.highest};
        if (!plan.raw_float)
            range = {std::clamp(encoded(entry, -32768), range.low, range.high),
                     std::clamp(encoded(entry, 32767), range.low, range.high)};
        out.push_back(range);
    }
    return out;
}

SampleEncoding sample_encoding(const model::Model& model) {
    return sample_encoding(encoder_plan(model));
}

}  // namespace mote::codegen
