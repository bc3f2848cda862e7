// Forward and backward pass of a block of rows through a chain of layers.
#pragma once

#include <span>
#include <vector>

#include "train/network/buffer.hpp"
#include "train/network/grid.hpp"
#include "train/network/kernels.hpp"

namespace mote::train::network {

class Network {
  public:
    /// `exact_means`: mean pools divide by their steps (float models), not by a power of two.
    Network(Plan plan, bool exact_means);

    const Plan& plan() const { return plan_; }

    /// inputs [value][row], parameters as given by the plan, already rounded when `grid` is not empty: then
    /// activations are rounded down and saturated as the runtime does. Returns scores [score][row], valid
    /// until the next call.
    std::span<float> forward(std::span<const float> parameters, const Grid& grid, const float* inputs);

    /// After forward with the same arguments: adds to `gradients` (one a parameter), given the gradient of
    /// the loss by the scores. Rounding passes gradients through, saturation and ReLU stop them
    /// (straight-through estimator, Bengio et al. 2013).
    void backward(std::span<const float> parameters, const Grid& grid, const float* inputs,
                  std::span<const float> score_gradients, std::span<float> gradients);

    /// Sums of layer i before its activation, [step][output][row], after forward.
    std::span<const float> sums(size_t i) const { return sums_[i].all(); }
    /// Activations that leave layer i, after forward.
    std::span<const float> outputs(size_t i) const { return outputs_[i].all(); }

  private:
    float pool_factor(size_t i) const;

    Plan plan_;
    bool exact_means_;
    std::vector<Buffer> sums_, outputs_, gradients_;
};

}  // namespace mote::train::network
