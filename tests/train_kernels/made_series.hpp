// Small made-up series: waves whose shape tells the class.
#pragma once

#include <cmath>
#include <memory>

#include "core/rng.hpp"
#include "core/samples.hpp"

namespace mote::test {

inline double wave(size_t kind, double phase) {
    const double x = std::sin(phase);
    if (kind == 0) return x;
    if (kind == 1) return x > 0 ? 1.0 : -1.0;                     // square
    return std::fmod(phase, 6.283185307179586) / 3.14159265 - 1;  // saw-tooth
}

/// `classes` 0: regression, the target is how square the wave is.
inline TrainingRows made_series(size_t rows, size_t steps, size_t axes, Task task, size_t classes,
                                uint64_t seed) {
    Rng rng(seed);
    std::vector<int16_t> values;
    auto targets = std::make_shared<Targets>();
    targets->task = task;
    for (size_t c = 0; task != Task::regression && c < classes; ++c)
        targets->classes.push_back(std::to_string(c));
    for (size_t r = 0; r < rows; ++r) {
        const size_t kind = task == Task::regression ? 0 : r % classes;
        const double mix = rng.uniform(), start = rng.uniform(0, 6), speed = rng.uniform(0.15, 0.5);
        for (size_t t = 0; t < steps; ++t)
            for (size_t a = 0; a < axes; ++a) {
                const double phase = start + speed * static_cast<double>(t);
                double x = a + 1 == axes ? wave(kind, phase) : rng.normal();
                if (task == Task::regression) x = mix * wave(1, phase) + (1 - mix) * wave(0, phase);
                values.push_back(static_cast<int16_t>(2000 * x + 300 * rng.normal()));
            }
        if (task == Task::regression) {
            targets->values.push_back(static_cast<float>(1000 + 50 * mix));
        } else {
            targets->labels.push_back(static_cast<uint16_t>(kind));
        }
    }
    TrainingRows out;
    out.samples = std::make_shared<SampleMatrix>(SampleMatrix::Storage(std::move(values)), steps * axes);
    out.targets = targets;
    for (uint32_t r = 0; r < rows; ++r) out.index.push_back(r);
    for (size_t i = 0; i < steps * axes; ++i) out.columns.push_back("t" + std::to_string(i));
    out.shape = {static_cast<uint16_t>(steps), static_cast<uint16_t>(axes)};
    return out;
}

}  // namespace mote::test
