#include "codegen/sample_scale.hpp"

#include <algorithm>
#include <vector>

#include "codegen/compiled/emitters.hpp"

namespace mote::codegen {
namespace {

/// Of one encoding: what the model computes with, for each sample from -32768 on.
std::vector<int64_t> values_of(const model::Encoding& entry, int64_t highest) {
    std::vector<int64_t> values;
    for (int sample = -32768; sample <= 32767; ++sample)
        values.push_back(std::clamp(encoded(entry, static_cast<int16_t>(sample)), -highest - 1, highest));
    return values;
}

bool makes_no_difference(const std::vector<int64_t>& values, SampleScale by) {
    const int up = by.down ? 0 : by.scale / 2;
    for (int sample = -32768; sample <= 32767; ++sample) {
        const int above = sample + up + (1 << 16);  // division of what is not negative rounds down
        const int byte = std::clamp(above / by.scale - (1 << 16) / by.scale, -128, 127);
        const auto at = [](int value) { return static_cast<size_t>(value + 32768); };
        if (values[at(sample)] != values[at(byte * by.scale)]) return false;
    }
    return true;
}

}  // namespace

SampleScale sample_scale(const model::Model& model) {
    if (!model.encoder.fills.empty()) return {};  // the lowest sample means that it is missing
    const auto& entries = model.encoder.entries;
    if (model.encoder.raw_float || model.activation == model::Activation::f32) return {};
    std::vector<model::Encoding> different;
    for (const auto& entry : entries)
        if (std::ranges::find(different, entry) == different.end()) different.push_back(entry);
    std::vector<std::vector<int64_t>> values;
    for (const auto& entry : different)
        values.push_back(values_of(entry, model.activation == model::Activation::i8 ? 127 : 32767));
    for (int scale = 256; scale > 1 && !values.empty(); scale /= 2)
        for (const bool down : {false, true})
            if (std::ranges::all_of(values, [&](const auto& of_one) {
                    return makes_no_difference(of_one, {scale, down});
                }))
                return {scale, down};
    return {};
}

}  // namespace mote::codegen
