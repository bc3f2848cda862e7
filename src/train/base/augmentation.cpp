#include "train/base/augmentation.hpp"

#include <algorithm>
#include <cmath>

#include "core/reliability.hpp"
#include "core/rows.hpp"

namespace mote::train::base {

namespace {

double mean_of_axis(std::span<const float> row, SeriesShape shape, size_t axis) {
    double sum = 0;
    for (size_t t = 0; t < shape.steps; ++t) sum += static_cast<double>(row[t * shape.axes + axis]);
    return sum / shape.steps;
}

/// About the mean of each axis, which stays.
void amplify(float deviation, SeriesShape shape, Rng& rng, std::span<float> row) {
    const auto factor = static_cast<float>(std::exp(static_cast<double>(deviation) * rng.normal()));
    for (size_t axis = 0; axis < shape.axes; ++axis) {
        const auto mean = static_cast<float>(mean_of_axis(row, shape, axis));
        for (size_t t = 0; t < shape.steps; ++t) {
            float& x = row[t * shape.axes + axis];
            x = mean + factor * (x - mean);
        }
    }
}

/// Logarithm of the deviation over time, the mean over the axes that move.
float log_amplitude(std::span<const float> row, SeriesShape shape) {
    double sum = 0;
    size_t moving = 0;
    for (size_t axis = 0; axis < shape.axes; ++axis) {
        const double mean = mean_of_axis(row, shape, axis);
        double squares = 0;
        for (size_t t = 0; t < shape.steps; ++t) {
            const double x = static_cast<double>(row[t * shape.axes + axis]) - mean;
            squares += x * x;
        }
        if (squares <= 0) continue;
        sum += std::log(squares / shape.steps) / 2;
        ++moving;
    }
    return moving == 0 ? 0 : static_cast<float>(sum / static_cast<double>(moving));
}

float gain_between_groups(const TrainingRows& rows) {
    constexpr float least = 0.15f, most = 1;
    if (!rows.groups || rows.targets->task == Task::regression) return least;
    std::vector<float> row(rows.samples->columns()), amplitudes;
    std::vector<uint16_t> classes;
    std::vector<uint32_t> groups;
    for (const uint32_t r : rows.index) {
        rows.samples->copy_row(r, row);
        amplitudes.push_back(log_amplitude(row, rows.shape));
        classes.push_back(rows.targets->labels[r]);
        groups.push_back((*rows.groups)[r]);
    }
    const double variance = group_effect(amplitudes, classes, groups).within_class;
    return std::clamp(static_cast<float>(std::sqrt(variance)), least, most);
}

}  // namespace

Augmentation augmentation_for(const TrainingRows& rows) {
    Augmentation out;
    out.shift = 0.1f * static_cast<float>(rows.shape.steps);
    out.stretch = 0.1f;
    out.gain = gain_between_groups(rows);
    return out;
}

size_t augmented_copies(size_t rows) {
    constexpr size_t enough = 800;  // with their copies
    return std::clamp<size_t>(enough / std::max<size_t>(rows, 1), 3, 7);
}

TrainingRows repeated(const TrainingRows& rows, size_t times, std::shared_ptr<const SampleMatrix> samples) {
    std::vector<uint32_t> from;
    for (size_t i = 0; i < times; ++i) from.insert(from.end(), rows.index.begin(), rows.index.end());
    TrainingRows out = rows;
    out.samples = std::move(samples);
    out.index = all_rows(from.size());
    Targets targets{rows.targets->task, rows.targets->classes, {}, {}};
    std::vector<uint32_t> groups;
    SoftTargets soft{rows.soft_targets ? rows.soft_targets->width : 1, {}};
    for (const uint32_t r : from) {
        if (!rows.targets->labels.empty()) targets.labels.push_back(rows.targets->labels[r]);
        if (!rows.targets->values.empty()) targets.values.push_back(rows.targets->values[r]);
        if (rows.groups) groups.push_back((*rows.groups)[r]);
        for (size_t k = 0; rows.soft_targets && k < soft.width; ++k)
            soft.values.push_back(rows.soft_targets->values[r * soft.width + k]);
    }
    out.targets = std::make_shared<Targets>(std::move(targets));
    if (rows.groups) out.groups = std::make_shared<std::vector<uint32_t>>(std::move(groups));
    if (rows.soft_targets) out.soft_targets = std::make_shared<SoftTargets>(std::move(soft));
    return out;
}

TrainingRows with_augmented_copies(const TrainingRows& rows, const Augmentation& augmentation, size_t copies,
                                   uint64_t seed) {
    const size_t columns = rows.samples->columns();
    std::vector<float> samples, row(columns), scratch;
    Rng rng(seed ^ 0x7A81ull);
    for (size_t copy = 0; copy <= copies; ++copy)
        for (const uint32_t r : rows.index) {
            rows.samples->copy_row(r, row);
            if (copy > 0) augment(augmentation, rows.shape, rng, row, scratch);
            samples.insert(samples.end(), row.begin(), row.end());
        }
    return repeated(rows, copies + 1, std::make_shared<SampleMatrix>(std::move(samples), columns));
}

void augment(const Augmentation& a, SeriesShape shape, Rng& rng, std::span<float> row,
             std::vector<float>& scratch) {
    const size_t steps = shape.steps, axes = shape.axes;
    if (a.gain > 0 && steps > 1) amplify(a.gain, shape, rng, row);
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
