#include "train/network/targets.hpp"

#include <cmath>

#include "train/network/kernels.hpp"
#include "train/wanted.hpp"

namespace mote::train::network {

namespace {

TargetScale target_scale(const TrainingRows& rows) {
    TargetScale scale;
    const auto n = static_cast<double>(rows.size());
    for (uint32_t r : rows.index) scale.mean += static_cast<double>(rows.targets->values[r]) / n;
    double square = 0;
    for (uint32_t r : rows.index) {
        const double d = static_cast<double>(rows.targets->values[r]) - scale.mean;
        square += d * d / n;
    }
    if (square > 0) scale.exponent = static_cast<int>(std::lround(std::log2(std::sqrt(square))));
    return scale;
}

std::vector<float> class_weights(const TrainingRows& rows, float balance) {
    std::vector<double> counts(rows.targets->classes.size());
    for (uint32_t r : rows.index) ++counts[rows.targets->labels[r]];
    std::vector<float> weights;
    const double even = static_cast<double>(rows.size()) / static_cast<double>(counts.size());
    double total = 0;
    for (double c : counts) total += c * std::pow(even / std::max(c, 1.0), static_cast<double>(balance));
    for (double c : counts)
        weights.push_back(static_cast<float>(std::pow(even / std::max(c, 1.0), static_cast<double>(balance)) *
                                             static_cast<double>(rows.size()) / total));
    return weights;
}

}  // namespace

TargetReader::TargetReader(const TrainingRows& rows, const Settings& settings)
    : rows_(rows),
      smoothing_(settings.smoothing),
      wanted_(block * rows.targets->scores()),
      weights_(block, 1.0f) {
    if (rows.targets->task == Task::regression) {
        scale_ = target_scale(rows);
    } else {
        class_weights_ = class_weights(rows, settings.class_balance);
    }
}

BlockTargets TargetReader::read(std::span<const uint32_t> positions) {
    const bool regression = rows_.targets->task == Task::regression;
    const size_t scores = rows_.targets->scores();
    for (size_t i = 0; i < positions.size(); ++i) {
        const uint32_t row = rows_.index[positions[i]];
        for (size_t k = 0; k < scores; ++k)
            wanted_[k * positions.size() + i] = wanted(rows_, row, k, smoothing_);
        if (regression) {
            const double z = static_cast<double>(wanted_[i]) - scale_.mean;
            wanted_[i] = static_cast<float>(std::ldexp(z, -scale_.exponent));
        } else {
            weights_[i] = class_weights_[rows_.targets->labels[row]];
        }
    }
    return {std::span(wanted_).first(scores * positions.size()), std::span(weights_).first(positions.size())};
}

std::unique_ptr<Loss> make_loss(const Targets& targets, const Settings& settings) {
    switch (targets.task) {
        case Task::binary:
            return logistic_loss();
        case Task::multiclass:
            return softmax_loss(targets.classes.size());
        case Task::regression:
            break;
    }
    return settings.huber > 0 ? huber_loss(settings.huber) : squared_loss();
}

}  // namespace mote::train::network
