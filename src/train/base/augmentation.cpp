#include "train/base/augmentation.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::base {

void warp(const Augmentation& a, SeriesShape shape, Rng& rng, std::span<float> row,
          std::vector<float>& scratch) {
    const size_t steps = shape.steps, axes = shape.axes;
    if (steps < 2 || (a.shift <= 0 && a.stretch <= 0)) return;
    const auto pace = static_cast<float>(std::exp(static_cast<double>(a.stretch) * rng.normal()));
    const auto shift = static_cast<float>(rng.uniform(-1, 1)) * a.shift;
    const float last = static_cast<float>(steps - 1);
    const float middle = last / 2;
    scratch.assign(row.begin(), row.end());
    for (size_t t = 0; t < steps; ++t) {
        const float at = std::clamp((static_cast<float>(t) - middle) * pace + middle + shift, 0.0f, last);
        const auto from = static_cast<size_t>(at);
        const float part = at - static_cast<float>(from);
        const float* x0 = &scratch[from * axes];
        const float* x1 = &scratch[std::min(from + 1, steps - 1) * axes];
        for (size_t c = 0; c < axes; ++c) row[t * axes + c] = x0[c] + part * (x1[c] - x0[c]);
    }
}

}  // namespace mote::train::base
