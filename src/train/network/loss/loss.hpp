// What training makes small: a loss and its gradient by the scores, over one block of rows.
#pragma once

#include <memory>
#include <span>

#include "core/samples.hpp"

namespace mote::train::network {

/// Targets of one block of rows. wanted[score * rows + row]: binary, the probability of label 1; multiclass,
/// that of each class; regression, the standardised value. `weights`: one a row.
struct BlockTargets {
    std::span<const float> wanted;
    std::span<const float> weights;
};

class Loss {
  public:
    virtual ~Loss() = default;
    /// Sum of weight * loss over the rows of the block; gradients[score][row] = weight * d loss / d score.
    virtual double evaluate(std::span<const float> scores, const BlockTargets& targets,
                            std::span<float> gradients) const = 0;
};

/// Binary, one logit s, wanted y: log(1 + e^s) - y s.
std::unique_ptr<Loss> logistic_loss();
/// Multiclass, wanted p: -sum_k p_k log softmax(s)_k.
std::unique_ptr<Loss> softmax_loss(size_t classes);
/// Regression: (s - y)^2 / 2.
std::unique_ptr<Loss> squared_loss();
/// Regression: squared up to |s - y| = delta, linear beyond (Huber 1964).
std::unique_ptr<Loss> huber_loss(float delta);

}  // namespace mote::train::network
