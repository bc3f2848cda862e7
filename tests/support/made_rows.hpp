// Small tables and series with a known shape.
#pragma once

#include <cmath>

#include "core/rng.hpp"
#include "core/samples.hpp"

namespace mote::test {

struct Made {
    bool integral = true;
    bool series = false;  ///< neighbours are alike
    uint64_t seed = 5;
    double unit = 1;   ///< of a regression's target
    double level = 0;  ///< added to every value
};

/// Rows of `inputs` values; the target depends on the first three and a little on noise.
inline TrainingRows made_rows(Task task, size_t rows, size_t inputs, Made made = {}) {
    Rng rng(made.seed);
    std::vector<float> values;
    std::vector<int16_t> integers;
    auto targets = std::make_shared<Targets>();
    targets->task = task;
    if (task != Task::regression)
        for (size_t k = 0; k < (task == Task::binary ? 2u : 4u); ++k)
            targets->classes.push_back(std::to_string(k));
    TrainingRows out;
    for (uint32_t r = 0; r < rows; ++r) {
        double x[3] = {}, before = 0;
        for (size_t c = 0; c < inputs; ++c) {
            const double v = std::round(rng.normal() * 50 + (made.series ? 0.8 * before : 0));
            before = v;
            if (c < 3) x[c] = v;
            integers.push_back(static_cast<int16_t>(v + made.level));
            values.push_back(static_cast<float>((v + made.level) * 0.37));
        }
        const double signal = (x[0] > 10 ? 2.0 : -1.0) + (x[1] > x[2] ? 1.0 : 0.0) + 0.3 * rng.normal();
        if (task == Task::regression) {
            targets->values.push_back(static_cast<float>((signal + 3) * made.unit));
        } else if (task == Task::binary) {
            targets->labels.push_back(signal > 0.5 ? 1 : 0);
        } else {
            targets->labels.push_back(
                static_cast<uint16_t>((x[0] > 10 ? 2 : 0) + (x[1] > x[2] + rng.normal() ? 1 : 0)));
        }
        out.index.push_back(r);
    }
    out.samples = made.integral ? std::make_shared<SampleMatrix>(SampleMatrix::Storage(integers), inputs)
                                : std::make_shared<SampleMatrix>(SampleMatrix::Storage(values), inputs);
    out.targets = targets;
    for (size_t c = 0; c < inputs; ++c) out.columns.push_back(std::to_string(c));
    out.shape = made.series ? SeriesShape{static_cast<uint16_t>(inputs), 1}
                            : SeriesShape{1, static_cast<uint16_t>(inputs)};
    return out;
}

}  // namespace mote::test
