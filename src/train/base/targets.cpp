#include "train/base/targets.hpp"

#include <algorithm>
#include <cmath>

namespace mote::train::base {

double target_of(const TrainingRows& rows, uint32_t row, size_t score) {
    const Targets& targets = *rows.targets;
    double own;
    if (targets.task == Task::regression) {
        own = targets.values[row];
    } else {
        const size_t label = targets.task == Task::binary ? 1 : score;
        own = targets.labels[row] == label ? 1 : 0;
    }
    if (!rows.soft_targets) return own;
    const auto label = static_cast<float>(own);
    const float soft = rows.soft_targets->values[row * rows.soft_targets->width + score];
    return static_cast<double>(label + distillation_weight * (soft - label));
}

float TargetScale::scaled(double target) const {
    return static_cast<float>(std::ldexp(target - mean, -exponent));
}

TargetScale target_scale(const Targets& targets, std::span<const uint32_t> rows) {
    TargetScale scale;
    if (targets.task != Task::regression || rows.empty()) return scale;
    const auto n = static_cast<double>(rows.size());
    double sum = 0, squares = 0;
    for (uint32_t r : rows) sum += targets.values[r];
    scale.mean = sum / n;
    for (uint32_t r : rows) {
        const double d = targets.values[r] - scale.mean;
        squares += d * d;
    }
    if (squares > 0) scale.exponent = static_cast<int>(std::lround(std::log2(std::sqrt(squares / n))));
    return scale;
}

Frame frame_of(const TrainingRows& rows, std::span<const uint32_t> fitted) {
    return {rows.targets->task, static_cast<uint8_t>(rows.targets->scores()), !rows.samples->integral(),
            target_scale(*rows.targets, fitted)};
}

model::Model empty_model(const Frame& frame, model::Activation activation) {
    model::Model m;
    m.task = frame.task;
    m.activation = activation;
    m.scores = frame.scores;
    m.encoder.raw_float = frame.raw_float;
    return m;
}

void set_score_scale(model::Model& model, int exponent, const TargetScale& scale, double offset,
                     double limit) {
    model.score_exponent = static_cast<int8_t>(std::clamp(exponent + scale.exponent, -128, 127));
    if (model.task != Task::regression) return;
    const double whole = std::nearbyint(std::ldexp(scale.mean, -model.score_exponent) + offset);
    model.score_offset = static_cast<int32_t>(std::clamp(whole, -limit, limit));
}

}  // namespace mote::train::base
