// Targets of training rows, as the losses want them.
#pragma once

#include <memory>
#include <vector>

#include "train/network/exporter.hpp"
#include "train/network/loss/loss.hpp"
#include "train/network/trainer.hpp"

namespace mote::train::network {

/// What is wanted of a block of positions, and weights.
class TargetReader {
  public:
    TargetReader(const TrainingRows& rows, const Settings& settings);
    const TargetScale& scale() const { return scale_; }
    BlockTargets read(std::span<const uint32_t> positions);

  private:
    const TrainingRows& rows_;
    TargetScale scale_;
    float smoothing_;
    std::vector<float> class_weights_;
    std::vector<float> wanted_, weights_;
};

std::unique_ptr<Loss> make_loss(const Targets& targets, const Settings& settings);

}  // namespace mote::train::network
