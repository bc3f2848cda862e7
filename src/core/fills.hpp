// Values in the place of missing samples.
#pragma once

#include <cmath>

#include "core/samples.hpp"

namespace mote {

/// The same matrix with values where NaN stands, in columns that have one.
inline SampleMatrix with_fills(const SampleMatrix& samples, const Fills& fills) {
    const auto* values = std::get_if<std::vector<float>>(&samples.storage());
    if (values == nullptr || fills.empty()) return samples;
    std::vector<float> out = *values;
    for (size_t row = 0; row < samples.rows(); ++row)
        for (const auto& fill : fills)
            if (float& sample = out[row * samples.columns() + fill.input]; std::isnan(sample))
                sample = fill.value;
    return {std::move(out), samples.columns()};
}

}  // namespace mote
